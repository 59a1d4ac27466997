"use client";
import { type FocusEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { cn } from "./cn.ts";

const TooltipPanel = lazy(async () => ({ default: (await import("./tooltip-panel.tsx")).TooltipPanel }));

/** How long the pointer rests before the tip appears, in ms. */
const restMs = 400;

export interface TooltipProps {
  /** Null: there is nothing to say. */
  content: ReactNode;
  /** One element that takes focus; the tip repeats or adds to its name, it never replaces it. */
  children: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  className?: string;
}

/** A tip on what the pointer rests on or the keyboard has reached. Its panel is fetched when the first one is wanted. */
export function Tooltip({ content, children, side = "top", className }: TooltipProps) {
  const [open, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = (delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(true), delayMs);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setOpen(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const onFocus = (event: FocusEvent) => {
    if (event.target.matches(":focus-visible")) show(0);
  };
  if (content === null) return children;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it watches its child, which is what people act on
    <span
      className={cn("relative inline-flex", className)}
      onPointerEnter={(event) => event.pointerType === "mouse" && show(restMs)}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={onFocus}
      onBlur={hide}
      onKeyDown={(event) => event.key === "Escape" && hide()}
    >
      {children}
      {open && (
        <Suspense>
          <TooltipPanel side={side}>{content}</TooltipPanel>
        </Suspense>
      )}
    </span>
  );
}
