"use client";
import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;
export const PopoverClose = Radix.Close;

/** A panel beside its trigger, for more than a menu can hold. Named by `aria-label`. */
export function PopoverContent({
  className,
  ...props
}: ComponentProps<typeof Radix.Content> & { "aria-label": string }) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={4}
        collisionPadding={8}
        className={cn("z-50 rounded-md border border-line bg-raised p-1 shadow-pop focus:outline-none", className)}
        {...props}
      />
    </Radix.Portal>
  );
}
