"use client";
import { useEffect, useRef } from "react";
import type { ThemeChoice } from "../types.ts";
import { Toaster, toast } from "./toaster.tsx";

export interface Toast {
  key: string;
  title: string;
  detail?: string | undefined;
  tone: "neutral" | "bad";
  /** What can be done about it. */
  action?: { label: string; onClick: () => void } | undefined;
}

/** Shows toasts as they come, and takes those away that have left the list. Fetched with the first one. */
export function ToastHost({ theme, toasts }: { theme: ThemeChoice; toasts: readonly Toast[] }) {
  const shown = useRef(new Set<string>());
  // After the effects of the Toaster, which listens by then.
  useEffect(() => {
    for (const key of shown.current) if (!toasts.some((wanted) => wanted.key === key)) toast.dismiss(key);
    for (const { key, title, detail, tone, action } of toasts) {
      if (shown.current.has(key)) continue;
      shown.current.add(key);
      const show = tone === "bad" ? toast.error : toast;
      show(title, { id: key, description: detail, ...(action && { action }), duration: 8_000 });
    }
  }, [toasts]);
  return <Toaster theme={theme} />;
}
