"use client";
import { RotateCcw, X } from "lucide-react";
import { Button } from "../ui/button.tsx";
import type { BulkAction, BulkTarget } from "./bulk.model.ts";

export interface SelectionBarProps {
  /** Null: nothing is chosen. */
  target: BulkTarget | null;
  /** All that the filters show, in words; null where that is no narrower than everything, or not known. */
  matching: string | null;
  /** Why this person may change no runs; null: they may. */
  whyNot: string | null;
  onChooseMatching: () => void;
  onAct: (action: BulkAction) => void;
  onClear: () => void;
}

/** What can be done with the chosen runs; above the list, in the place of nothing. */
export function SelectionBar({ target, matching, whyNot, onChooseMatching, onAct, onClear }: SelectionBarProps) {
  if (target === null) return null;
  const count = target.kind === "matching" ? `All that match (${target.count})` : `${target.runIds.length} chosen`;
  return (
    <section
      aria-label="Chosen runs"
      className="flex flex-wrap items-center gap-2 rounded-lg border border-line bg-accent-soft px-3 py-1.5"
    >
      <output className="font-medium tabular-nums">{count}</output>
      {target.kind === "ticked" && matching !== null && (
        <Button size="sm" variant="ghost" onClick={onChooseMatching}>
          Choose all that match ({matching})
        </Button>
      )}
      <div className="ml-auto flex gap-2">
        <Button size="sm" whyNot={whyNot} onClick={() => onAct("retry")}>
          <RotateCcw aria-hidden />
          Retry
        </Button>
        <Button size="sm" variant="danger" whyNot={whyNot} onClick={() => onAct("cancel")}>
          Cancel runs
        </Button>
        <Button size="icon-sm" variant="ghost" aria-label="Choose none" onClick={onClear}>
          <X aria-hidden />
        </Button>
      </div>
    </section>
  );
}
