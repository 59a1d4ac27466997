"use client";
import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { type ComponentProps, createContext, useContext, useId } from "react";
import { cn } from "./cn.ts";

/** Not modal: what is around it is not hidden, since it could be reached all the same, and a dialog may follow, which takes the focus. */
export function DropdownMenu(props: Omit<ComponentProps<typeof Radix.Root>, "modal">) {
  return <Radix.Root modal={false} {...props} />;
}
export const DropdownMenuTrigger = Radix.Trigger;
export const DropdownMenuRadioGroup = Radix.RadioGroup;

const item =
  "relative flex min-h-7 cursor-default select-none items-center gap-2 rounded-sm px-2 py-1 text-base outline-none data-[disabled]:opacity-55 data-[highlighted]:bg-hover [&_svg]:size-3.5 [&_svg]:shrink-0";

/** What the whole menu says at its top, and the id by which items refer to it. */
const MenuReason = createContext<{ reason: string | null; id: string }>({ reason: null, id: "" });

export interface DropdownMenuContentProps extends ComponentProps<typeof Radix.Content> {
  /** Why items that say the same reason cannot be chosen: it stands once, above them. */
  whyNot?: string | null | undefined;
}

export function DropdownMenuContent({ className, whyNot, children, ...props }: DropdownMenuContentProps) {
  const id = useId();
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          "z-50 max-h-[70vh] min-w-44 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-pop",
          whyNot && "max-w-72",
          className,
        )}
        {...props}
      >
        <MenuReason value={{ reason: whyNot ?? null, id }}>
          {whyNot && <DropdownMenuLabel id={id}>{whyNot}</DropdownMenuLabel>}
          {children}
        </MenuReason>
      </Radix.Content>
    </Radix.Portal>
  );
}

export interface DropdownMenuItemProps extends ComponentProps<typeof Radix.Item> {
  danger?: boolean;
  /** Why this person may not choose it: it stays among the items that keys walk over, and says so. Null: they may. */
  whyNot?: string | null | undefined;
}

export function DropdownMenuItem({ className, danger = false, whyNot, ...props }: DropdownMenuItemProps) {
  const classes = cn(item, danger && "text-bad", className);
  if (whyNot) return <RefusedItem {...props} className={classes} whyNot={whyNot} />;
  return <Radix.Item className={classes} {...props} />;
}

function RefusedItem({ whyNot, children, ...props }: ComponentProps<typeof Radix.Item> & { whyNot: string }) {
  const own = useId();
  const menu = useContext(MenuReason);
  const said = menu.reason === whyNot;
  return (
    <Radix.Item
      {...props}
      aria-disabled
      aria-describedby={said ? menu.id : own}
      onSelect={(event) => event.preventDefault()}
    >
      <span className="flex max-w-64 flex-col">
        <span className="opacity-55">{children}</span>
        {!said && (
          <span id={own} aria-hidden className="text-muted text-sm">
            {whyNot}
          </span>
        )}
      </span>
    </Radix.Item>
  );
}

export function DropdownMenuRadioItem({ className, children, ...props }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={cn(item, "pl-7", className)} {...props}>
      <Radix.ItemIndicator className="absolute left-2">
        <Check aria-hidden />
      </Radix.ItemIndicator>
      {children}
    </Radix.RadioItem>
  );
}

export function DropdownMenuCheckboxItem({ className, children, ...props }: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem className={cn(item, "pl-7", className)} {...props}>
      <Radix.ItemIndicator className="absolute left-2">
        <Check aria-hidden />
      </Radix.ItemIndicator>
      {children}
    </Radix.CheckboxItem>
  );
}

export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className={cn("px-2 py-1 text-muted text-sm", className)} {...props} />;
}

export function DropdownMenuSeparator({ className, ...props }: ComponentProps<typeof Radix.Separator>) {
  return <Radix.Separator className={cn("-mx-1 my-1 h-px bg-line", className)} {...props} />;
}
