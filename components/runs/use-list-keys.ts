import { useEffect } from "react";
import { isTyping } from "../shortcuts/is-typing.ts";
import { useShortcuts } from "../shortcuts/shortcuts.tsx";

/**
 * j and k walk over the rows by moving the focus along their links, so that Enter opens the one that is seen to have it; x ticks it.
 * Rows are those with `data-run`. `onToggle` is null where rows cannot be chosen.
 */
export function useListKeys(onToggle: ((runId: number) => void) | null): void {
  useShortcuts("List of runs", [
    { keys: ["j"], does: "Next run" },
    { keys: ["k"], does: "Run before" },
    { keys: ["Enter"], does: "Open the run" },
    ...(onToggle === null ? [] : [{ keys: ["x"], does: "Choose the run, for changing several at once" }]),
  ]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event)) return;
      const rows = [...document.querySelectorAll<HTMLElement>("tr[data-run]")];
      const at = rows.findIndex((row) => row.contains(document.activeElement));
      if (event.key === "j" || event.key === "k") {
        const next = event.key === "j" ? Math.min(at + 1, rows.length - 1) : Math.max(at - 1, 0);
        rows[next]?.querySelector("a")?.focus();
      } else if (event.key === "x" && onToggle !== null && at >= 0) {
        onToggle(Number(rows[at]?.dataset.run));
      } else {
        return;
      }
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [onToggle]);
}
