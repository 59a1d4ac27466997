import { isFinal } from "../../supabase/functions/_shared/contracts/run-states.ts";
import type { RunRow } from "./run-row.ts";

/** A board's lists of runs. */
type Lists = Record<"active" | "queued" | "recent", RunRow[]>;

/**
 * Lists that were read side by side, with every run in one of them: what was claimed or ended between two reads is in both, and stands where
 * it is newer.
 */
export function eachRunOnce({ active, queued, recent }: Lists): Lists {
  const newest = new Map<number, RunRow>();
  for (const run of [...active, ...queued, ...recent]) {
    const other = newest.get(run.id);
    if (other === undefined || isLater(run, other)) newest.set(run.id, run);
  }
  const kept = (rows: readonly RunRow[]) => rows.filter((run) => newest.get(run.id) === run);
  return { active: kept(active), queued: kept(queued), recent: kept(recent) };
}

/** A claim counts the attempt; within it a run holds its slot, waits for another attempt, or has ended. */
function isLater(a: RunRow, b: RunRow): boolean {
  return a.attempt !== b.attempt ? a.attempt > b.attempt : phase(a) > phase(b);
}
const phase = (run: RunRow) => (isFinal(run.status) ? 2 : run.holds_slot ? 0 : 1);
