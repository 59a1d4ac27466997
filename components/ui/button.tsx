"use client";
import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps, MouseEvent } from "react";
import { cn } from "./cn.ts";
import { MayNot } from "./may-not.tsx";
import { useListening } from "./until-listening.tsx";

export const buttonStyle = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors data-waits:animate-waits data-waits:cursor-progress disabled:not-data-waits:cursor-not-allowed disabled:not-data-waits:opacity-55 aria-disabled:cursor-progress aria-disabled:opacity-55 data-may-not:cursor-not-allowed [&_svg]:size-3.5 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-on-accent enabled:hover:bg-accent-hover",
        secondary: "border-line bg-surface text-text hover:bg-hover",
        ghost: "border-transparent bg-transparent text-muted hover:bg-hover hover:text-text",
        danger: "border-line bg-surface text-bad hover:bg-bad-soft",
        "danger-solid": "border-transparent bg-bad text-on-accent enabled:hover:bg-bad-hover",
      },
      size: {
        sm: "h-6 px-2 text-sm",
        md: "h-7.5 px-3 text-base",
        lg: "h-9 px-4 text-base",
        icon: "size-7.5 p-0",
        "icon-sm": "size-6 p-0",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonStyle> {
  /** Give the look to the only child instead, e.g. a link. */
  asChild?: boolean;
  /** What it does is under way: it keeps the focus and does nothing more. */
  busy?: boolean;
  /** Why this person may not press it: it is disabled, takes the focus and says so. Null: they may. */
  whyNot?: string | null | undefined;
}

export function Button({ whyNot, ...props }: ButtonProps) {
  return (
    <MayNot reason={whyNot}>
      {/* Red warns of what pressing it does. */}
      <PlainButton {...props} variant={whyNot && props.variant === "danger" ? "secondary" : props.variant} />
    </MayNot>
  );
}

function PlainButton(props: Omit<ButtonProps, "whyNot">) {
  const {
    className,
    variant,
    size,
    asChild = false,
    busy = false,
    type = "button",
    disabled,
    onClick,
    ...rest
  } = props;
  const listening = useListening();
  const classes = cn(buttonStyle({ variant, size }), className);
  if (asChild) return <Slot.Root className={classes} onClick={onClick} {...rest} />;
  const click = busy ? (event: MouseEvent<HTMLButtonElement>) => event.preventDefault() : onClick;
  return (
    <button
      type={type}
      className={classes}
      aria-disabled={busy || undefined}
      data-waits={listening ? undefined : ""}
      disabled={disabled || !listening}
      onClick={click}
      {...rest}
    />
  );
}
