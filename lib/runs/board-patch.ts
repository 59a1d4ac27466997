import { boardLists } from "./board-lists.ts";
import type { Board } from "./board-read.ts";
import type { ChangedRuns } from "./changed-runs-read.ts";

/** Whether the board knows its whole queue, without which a change of one run does not say how long the queue is now. */
export function knowsWholeQueue({ queued, queuedCounts }: Board): boolean {
  return Object.values(queuedCounts).reduce((sum, count) => sum + count, 0) === queued.length;
}

/** The board with these runs where they belong now. For boards that know their whole queue. */
export function patchBoard(board: Board, ids: readonly number[], changed: ChangedRuns): Board {
  const others = <Row>(rows: readonly Row[], idOf: (row: Row) => number) =>
    rows.filter((row) => !ids.includes(idOf(row)));
  const byRun = (row: { run_id: number }) => row.run_id;
  const known = [...board.active, ...board.queued, ...board.recent];
  const lists = boardLists([...others(known, ({ id }) => id), ...changed.runs]);
  const activeIds = lists.active.map(({ id }) => id);
  const queuedCounts: Record<number, number> = {};
  for (const { lane_id } of lists.queued) queuedCounts[lane_id] = (queuedCounts[lane_id] ?? 0) + 1;
  return {
    ...lists,
    attempts: inRunOrder([...others(board.attempts, byRun), ...changed.attempts]),
    steps: inRunOrder([
      ...others(board.steps, byRun),
      ...changed.steps.filter((step) => activeIds.includes(step.run_id)),
    ]),
    queuedCounts,
  };
}

/** One order, whatever came last: what has not changed is then found equal to what it was, and is not rendered again. */
const inRunOrder = <Row extends { run_id: number }>(rows: Row[]) => rows.sort((a, b) => a.run_id - b.run_id);
