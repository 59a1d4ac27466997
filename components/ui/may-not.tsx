"use client";
import { Slot } from "radix-ui";
import { type MouseEvent, type ReactNode, useId } from "react";
import { Tooltip } from "./tooltip.tsx";

export interface MayNotProps {
  /** Why it cannot be pressed; null: it can. */
  reason: string | null | undefined;
  /** One control. Disabled, it keeps its place and the focus, so that whoever comes to it reads why. */
  children: ReactNode;
  /** Of what stands around it while it is disabled, e.g. its width. */
  className?: string;
}

const refuse = (event: MouseEvent) => {
  event.preventDefault();
  event.stopPropagation();
};

/** A control that a person may not press: shown as disabled, with the reason as its tip and its description. */
export function MayNot({ reason, children, className }: MayNotProps) {
  const id = useId();
  if (!reason) return children;
  return (
    <Tooltip content={reason} {...(className !== undefined && { className })}>
      <Slot.Root aria-disabled aria-describedby={id} data-may-not="" onClickCapture={refuse}>
        {children}
      </Slot.Root>
      <span id={id} hidden>
        {reason}
      </span>
    </Tooltip>
  );
}
