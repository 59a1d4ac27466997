import { waitText } from "../../../../components/run/waiting-step.model.ts";
import type { ActiveRunView, LaneView, RunProgress } from "../../../../components/types.ts";
import type { Board } from "../../../../lib/runs/board-query.ts";
import type { RunRow, StepRow } from "../../../../lib/runs/run-row.ts";
import type { LaneRow } from "../../../../lib/sessions/session-row.ts";
import type { WorkerRow } from "../../../../lib/workers/worker-list-query.ts";

/** How many runs that ended, and how many that wait, a lane lists. */
const recentPerLane = 5;
const queuedPerLane = 20;

/** A session's lanes with what is in them, as the board shows it. `approvals`: those that wait, of all sessions. */
export function laneViews(
  lanes: readonly LaneRow[],
  board: Board,
  workers: readonly WorkerRow[],
  approvals: readonly { run_id: number }[],
): LaneView[] {
  const asking = new Set(approvals.map(({ run_id }) => run_id));
  const inLane = (runs: readonly RunRow[], laneId: number) => runs.filter((run) => run.lane_id === laneId);
  return lanes.map((lane) => ({
    ...lane,
    active: inLane(board.active, lane.id).map((run) => activeView(run, board, workers)),
    queued: inLane(board.queued, lane.id).slice(0, queuedPerLane),
    queued_count: board.queuedCounts[lane.id] ?? 0,
    recent: inLane(board.recent, lane.id).slice(0, recentPerLane),
    approvals_count: inLane(board.active, lane.id).filter(({ id }) => asking.has(id)).length,
    outcomes: inLane(board.recent, lane.id).map(({ id, status }) => ({ id, status })),
  }));
}

function activeView(run: RunRow, { attempts, steps }: Board, workers: readonly WorkerRow[]): ActiveRunView {
  const attempt = attempts.find((open) => open.run_id === run.id && open.number === run.attempt);
  const worker = workers.find(({ id }) => id === attempt?.worker_id);
  return {
    ...run,
    progress: progressOf(run, steps),
    worker:
      attempt === undefined
        ? null
        : {
            id: attempt.worker_id,
            name: attempt.worker_name,
            last_seen_at: worker?.last_seen_at ?? attempt.claimed_at,
          },
  };
}

/** Of a run's latest attempt the step that is open, else the one that comes next, else the last. Null before there are any. */
export function progressOf(
  { id, attempt, status }: Pick<RunRow, "id" | "attempt" | "status">,
  rows: readonly StepRow[],
): RunProgress | null {
  const steps = rows.filter((step) => step.run_id === id && step.attempt === attempt);
  const open = steps.find((step) => step.status === "running");
  const current = open ?? steps.find((step) => step.status === "pending") ?? steps.at(-1);
  if (current === undefined) return null;
  const waits = open !== undefined && status === "waiting" ? waitText(open.kind) : null;
  return { current: current.step + 1, total: (steps.at(-1)?.step ?? 0) + 1, name: current.name, waits };
}
