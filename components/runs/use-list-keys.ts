import { useEffect } from "react";

const typing =
  "input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]";

/**
 * j and k walk over the rows by moving the focus along their links, so that Enter opens the one that is seen to have it; x ticks it.
 * Rows are those with `data-run`. `onToggle` is null where rows cannot be chosen.
 */
export function useListKeys(onToggle: ((runId: number) => void) | null): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest(typing) !== null) return;
      if (document.querySelector("[role=dialog], [role=menu]") !== null) return;
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
