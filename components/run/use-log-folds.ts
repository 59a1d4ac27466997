"use client";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { LogEntryView } from "../types.ts";
import {
  type Folds,
  foldOver,
  isFolded,
  linesOfSteps,
  type StepOfAttempt,
  toggled,
  withoutFolded,
} from "./log-folds.model.ts";

export interface FoldedLog {
  entries: readonly LogEntryView[];
  lastSeq: number;
  hasLater: boolean;
  /** What has been folded, and the entry at which lines that were folded are to be shown again. */
  onFold: (folds: Folds, at: number) => void;
}

/** Which steps are folded, for as long as the page is open, and what is left to show. */
export function useLogFolds({ entries, lastSeq, hasLater, onFold }: FoldedLog) {
  const [folds, setFolds] = useState<Folds>([]);
  const shown = useMemo(() => withoutFolded(entries, folds), [entries, folds]);
  const lines = useMemo(() => linesOfSteps(shown, lastSeq, hasLater), [shown, lastSeq, hasLater]);
  const latest = useRef({ folds, shown, onFold });
  useEffect(() => {
    latest.current = { folds, shown, onFold };
  });
  const change = useCallback((next: Folds, at: number) => {
    setFolds(next);
    latest.current.onFold(next, at);
  }, []);
  /** Folds or unfolds the step of an entry. */
  const toggle = useCallback(
    ({ attempt, step, seq }: LogEntryView) => {
      if (step !== null) change(toggled(latest.current.folds, { attempt, step }), seq);
    },
    [change],
  );
  /** Unfolds the step that hides a line; answers whether one did. */
  const reveal = useCallback(
    (seq: number): boolean => {
      const fold = foldOver(latest.current.shown, latest.current.folds, seq);
      if (fold !== null) change(toggled(latest.current.folds, fold), seq);
      return fold !== null;
    },
    [change],
  );
  const setAll = useCallback(
    (steps: readonly StepOfAttempt[]) => change(steps, latest.current.shown[0]?.seq ?? 1),
    [change],
  );
  const folded = useCallback((entry: LogEntryView) => isFolded(folds, entry), [folds]);
  return { shown, lines, folded, any: folds.length > 0, toggle, reveal, setAll };
}
