"use client";
import { type FocusEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";

const TooltipPanel = lazy(async () => ({ default: (await import("./tooltip-panel.tsx")).TooltipPanel }));

/** How long the pointer rests before the tip appears, in ms. */
const restMs = 400;

export interface TooltipProps {
  content: ReactNode;
  /** One element that takes focus; the tip repeats or adds to its name, it never replaces it. */
  children: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
}

/** A tip on what the pointer rests on or the keyboard has reached. Its panel is fetched when the first one is wanted. */
export function Tooltip({ content, children, side = "top" }: TooltipProps) {
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
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it watches its child, which is what people act on
    <span
      className="relative inline-flex"
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
