import { isFinal } from "../../supabase/functions/_shared/contracts/run-states.ts";
import type { Board } from "./board-read.ts";
import type { ChangedRuns } from "./changed-runs-read.ts";
import { patchOutcomes } from "./lane-outcomes.ts";
import { recentLimit } from "./recent-limit.ts";
import type { RunRow } from "./run-row.ts";

/** Whether the board knows its whole queue, without which a change of one run does not say how long the queue is now. */
export function knowsWholeQueue({ queued, queuedCounts }: Board): boolean {
  return Object.values(queuedCounts).reduce((sum, count) => sum + count, 0) === queued.length;
}

/** The board with these runs where they belong now. For boards that know their whole queue. */
export function patchBoard(board: Board, ids: readonly number[], changed: ChangedRuns): Board {
  const others = <Row>(rows: readonly Row[], idOf: (row: Row) => number) =>
    rows.filter((row) => !ids.includes(idOf(row)));
  const byRun = (row: { run_id: number }) => row.run_id;
  const byId = (row: { id: number }) => row.id;
  const held = changed.runs.filter((run) => run.holds_slot);
  const heldIds = held.map(byId);
  const queued = [...others(board.queued, byId), ...changed.runs.filter(isQueued)].sort(inClaimOrder);
  const queuedCounts: Record<number, number> = {};
  for (const { lane_id } of queued) queuedCounts[lane_id] = (queuedCounts[lane_id] ?? 0) + 1;
  return {
    active: [...others(board.active, byId), ...held].sort((a, b) => a.id - b.id),
    attempts: inRunOrder([...others(board.attempts, byRun), ...changed.attempts]),
    steps: inRunOrder([
      ...others(board.steps, byRun),
      ...changed.steps.filter((step) => heldIds.includes(step.run_id)),
    ]),
    queued,
    queuedCounts,
    recent: [...others(board.recent, byId), ...changed.runs.filter((run) => isFinal(run.status))]
      .sort((a, b) => b.id - a.id)
      .slice(0, recentLimit),
    outcomes: patchOutcomes(board.outcomes, changed.runs),
  };
}

/** One order, whatever came last: what has not changed is then found equal to what it was, and is not rendered again. */
const inRunOrder = <Row extends { run_id: number }>(rows: Row[]) => rows.sort((a, b) => a.run_id - b.run_id);
const isQueued = (run: RunRow) => run.status === "queued" && !run.holds_slot;
const inClaimOrder = (a: RunRow, b: RunRow) => b.priority - a.priority || a.rank - b.rank || a.id - b.id;
