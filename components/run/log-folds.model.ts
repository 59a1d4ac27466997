import type { LogEntryView } from "../types.ts";

/** A step of an attempt. */
export interface StepOfAttempt {
  attempt: number;
  step: number;
}

/** Steps whose lines are folded away. */
export type Folds = readonly StepOfAttempt[];

export const isFolded = (folds: Folds, { attempt, step }: { attempt: number; step: number | null }): boolean =>
  folds.some((fold) => fold.step === step && fold.attempt === attempt);

/** Folds a step, or unfolds it. */
export function toggled(folds: Folds, { attempt, step }: StepOfAttempt): Folds {
  const others = folds.filter((fold) => fold.step !== step || fold.attempt !== attempt);
  return others.length < folds.length ? others : [...folds, { attempt, step }];
}

/** The entries without the lines of folded steps; headings and transitions stay. */
export function withoutFolded(entries: readonly LogEntryView[], folds: Folds): readonly LogEntryView[] {
  return folds.length === 0 ? entries : entries.filter((entry) => entry.kind !== "line" || !isFolded(folds, entry));
}

/**
 * How many lines each step has printed, by the seq of its heading; a step whose end is not loaded is not in it. Numbers are without gap and
 * steps of an attempt run one after another, so lines that are not there are counted by the numbers that are missing.
 */
export function linesOfSteps(
  entries: readonly LogEntryView[],
  lastSeq: number,
  hasLater: boolean,
): ReadonlyMap<number, number> {
  const lines = new Map<number, number>();
  let heading: number | null = null;
  let others = 0;
  const end = (seq: number) => {
    if (heading !== null) lines.set(heading, seq - heading - others);
    heading = null;
    others = 0;
  };
  for (const { kind, seq } of entries) {
    if (kind === "step_started") {
      end(seq - 1);
      heading = seq;
    } else if (kind === "step_finished") end(seq - 1);
    else if (kind !== "line") others += 1;
  }
  if (!hasLater) end(Math.max(lastSeq, entries.at(-1)?.seq ?? 0));
  return lines;
}

/** The folded step that hides line `seq`; null where the line is shown, or lies outside of what is loaded. */
export function foldOver(shown: readonly LogEntryView[], folds: Folds, seq: number): StepOfAttempt | null {
  const next = shown.findIndex((entry) => entry.seq >= seq);
  if (next <= 0 || shown[next]?.seq === seq) return null;
  const { attempt, step } = shown.slice(0, next).findLast((entry) => entry.step !== null) ?? { attempt: 0, step: null };
  return step !== null && isFolded(folds, { attempt, step }) ? { attempt, step } : null;
}
