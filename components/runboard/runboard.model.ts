import type { Cause } from "../../supabase/functions/_shared/contracts/explain.ts";
import { finalStatuses, standsStill } from "../../supabase/functions/_shared/contracts/run-states.ts";
import { livenessOf } from "../status/status.model.ts";
import type { ActiveRunView, LaneView } from "../types.ts";

/** A run's causes by its number, as far as the database has told them. */
export type Explained = Readonly<Record<number, readonly Cause[]>>;

/** As many at the head of each lane's queue are explained however many lanes there are. */
const headOfLane = 3;
/**
 * As many of all queues: what a board usually shows, to its last row. Those behind them say what the board itself can be sure of. A question costs
 * the database up to 4 ms for each, and every open board asks anew at each change of a lane.
 */
const explainedOfQueues = 40;
/** As many as one question may name. */
const explainedAtMost = 100;

/** Which runs of a board are to be explained, and what decides about them: when that changes, the answer may have changed. */
export function questionOf(
  lanes: readonly LaneView[],
  liveWorkers: number | null,
): { ids: number[]; circumstances: string } {
  // Place by place, so that a long queue leaves room for those of the other lanes.
  const queued = lanes
    .flatMap((lane) => lane.queued.map((run, place) => ({ run, place })))
    .sort((one, other) => one.place - other.place);
  const heads = queued.filter(({ place }) => place < headOfLane);
  const behind = queued.slice(heads.length, Math.max(explainedOfQueues, heads.length));
  // A run whose wait is over is queued and keeps its slot: it stands among the active, too, until a worker takes it.
  const waiting = lanes.flatMap((lane) => lane.active.filter(({ status }) => standsStill(status)));
  const asked = [...heads.map(({ run }) => run), ...waiting, ...behind.map(({ run }) => run)].slice(0, explainedAtMost);
  const circumstances = [
    lanes.map(({ capacity, paused_at, active }) => [capacity, paused_at, active.map(({ id, status }) => [id, status])]),
    asked.map(({ lane_id, available_at }) => [lane_id, available_at]),
  ];
  return { ids: asked.map(({ id }) => id), circumstances: JSON.stringify([liveWorkers, circumstances]) };
}

/** The same one for all, so that their cards need not render again. */
const noCauses: readonly Cause[] = [];

/** Why a run that holds a slot stands still. What was told of one that has begun since is over, whether or not the next answer is there. */
export function causesOfActive(
  { id, status }: Pick<ActiveRunView, "id" | "status">,
  explained: Explained,
): readonly Cause[] {
  return (standsStill(status) ? explained[id] : undefined) ?? noCauses;
}

/** How many workers have called within their lease. */
export function countLive(workers: readonly { last_seen_at: string }[], now: number): number {
  return workers.filter((worker) => livenessOf(worker.last_seen_at, now) !== "silent").length;
}

/** `1 of 1 slot`, `2 of 3 slots`, `2 running` where there is no limit. */
export function capacityText(lane: Pick<LaneView, "capacity" | "active">): string {
  const held = lane.active.length;
  if (lane.capacity === null) return `${held} running`;
  return `${held} of ${lane.capacity} ${lane.capacity === 1 ? "slot" : "slots"}`;
}

/** Above this many slots a lane shows its runs as rows: by its shape and not by their number, so that nothing changes its form as they come and go. */
const cardsAtMost = 4;
export function isWide(lane: Pick<LaneView, "capacity">): boolean {
  return lane.capacity === null || lane.capacity > cardsAtMost;
}

/** `Last 20 results: 17 succeeded, 2 failed, 1 cancelled. The newest failed.` */
export function outcomesText(outcomes: LaneView["outcomes"]): string {
  const [newest] = outcomes;
  if (newest === undefined) return "No results yet";
  const parts = finalStatuses.flatMap((status) => {
    const count = outcomes.filter((outcome) => outcome.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const which = outcomes.length === 1 ? "Last result" : `Last ${outcomes.length} results`;
  return `${which}: ${parts.join(", ")}. The newest ${newest.status === "cancelled" ? "was cancelled" : newest.status}.`;
}

/** What stays of the queue beyond the runs that are listed. */
export function hiddenQueued(lane: Pick<LaneView, "queued" | "queued_count">): number {
  return Math.max(0, lane.queued_count - lane.queued.length);
}
