"use client";
import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

export interface TooltipPanelProps {
  side: "top" | "right" | "bottom" | "left";
  children: ReactNode;
}

/** The open tip, beside whatever fills its positioned parent. */
export function TooltipPanel({ side, children }: TooltipPanelProps) {
  return (
    <Radix.Provider>
      <Radix.Root open>
        <Radix.Trigger asChild>
          <span aria-hidden className="pointer-events-none absolute inset-0" />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            side={side}
            sideOffset={4}
            collisionPadding={8}
            className="z-50 max-w-72 rounded-sm bg-text px-2 py-1 text-bg text-sm"
          >
            {children}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
