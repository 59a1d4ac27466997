"use client";
import { useSyncExternalStore } from "react";
import { Toaster as Sonner } from "sonner";
import type { ThemeChoice } from "../types.ts";

export { toast } from "sonner";

/** Where toasts appear; once, in the layout. Toasts confirm; errors that need an answer stand beside what caused them. */
export function Toaster({ theme }: { theme: ThemeChoice }) {
  // Over nothing that is pressed first and nothing that is typed: a chat's line is at the bottom, at the right where there is room for
  // it beside the board. On a phone the answers of dialogs are at the bottom and a page's button is under the bar, so they cover the bar.
  const narrow = useSyncExternalStore(onWidth, isNarrow);
  return (
    <Sonner
      theme={theme}
      position={narrow ? "top-center" : "bottom-left"}
      mobileOffset={{ top: "0.5rem" }}
      duration={5_000}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex font-sans w-[calc(100vw-2rem)] items-start gap-2 rounded-md border border-line bg-raised px-3 py-2.5 text-base text-text shadow-pop sm:w-80 " +
            // Of one behind another only the edge is seen.
            "[&[data-expanded=false][data-front=false]>*]:opacity-0",
          description: "text-muted text-sm",
          actionButton: "ml-auto min-h-6 shrink-0 font-medium text-accent",
          error: "text-bad",
        },
      }}
    />
  );
}

/** As wide as the toasts' own styles take for a phone. */
const phone = "(max-width: 600px)";

function isNarrow(): boolean {
  return matchMedia(phone).matches;
}

function onWidth(changed: () => void): () => void {
  const query = matchMedia(phone);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}
