import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

const badgeStyle = cva(
  "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-sm [&_svg]:size-3",
  {
    variants: {
      tone: {
        // The ring keeps it a badge on a row under the pointer, which has the same ground.
        neutral: "bg-hover text-muted ring-1 ring-line ring-inset",
        accent: "bg-accent-soft text-accent",
        ok: "bg-ok-soft text-ok",
        bad: "bg-bad-soft text-bad",
        warn: "bg-warn-soft text-warn",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export interface BadgeProps extends ComponentProps<"span">, VariantProps<typeof badgeStyle> {}

export function Badge({ tone, className, ...props }: BadgeProps) {
  return <span className={cn(badgeStyle({ tone }), className)} {...props} />;
}
