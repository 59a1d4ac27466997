"use client";
import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** Once, around everything: tips that follow each other appear without delay. */
export const TooltipProvider = Radix.Provider;

export interface TooltipProps {
  content: ReactNode;
  /** One element that takes focus; the tip repeats or adds to its name, it never replaces it. */
  children: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
}

export function Tooltip({ content, children, side = "top" }: TooltipProps) {
  return (
    <Radix.Root delayDuration={400}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-w-72 rounded-sm bg-text px-2 py-1 text-bg text-sm"
        >
          {content}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
