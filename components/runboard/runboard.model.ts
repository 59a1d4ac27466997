import { livenessOf } from "../status/status.model.ts";
import type { LaneView, RunView } from "../types.ts";

export type WaitingReason =
  | { kind: "paused" }
  | { kind: "not_due"; at: string }
  | { kind: "full"; held: number; capacity: number; by: readonly number[] }
  | { kind: "no_worker" }
  | { kind: "behind"; ahead: number }
  | { kind: "next" };

/**
 * Why a queued run has not started, the cause that has to go first named first; what holds the head holds those behind it too. `position` counts from 0 in the lane's queue;
 * `liveWorkers` null means: not known, so not blamed.
 */
export function waitingReason(
  run: RunView,
  lane: LaneView,
  position: number,
  liveWorkers: number | null,
): WaitingReason {
  if (lane.paused_at !== null) return { kind: "paused" };
  if (run.available_at !== null) return { kind: "not_due", at: run.available_at };
  if (position > 0) return { kind: "behind", ahead: position };
  if (lane.capacity !== null && lane.active.length >= lane.capacity) {
    return {
      kind: "full",
      held: lane.active.length,
      capacity: lane.capacity,
      by: lane.active.map((active) => active.id),
    };
  }
  if (liveWorkers === 0) return { kind: "no_worker" };
  return { kind: "next" };
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

/** What stays of the queue beyond the runs that are listed. */
export function hiddenQueued(lane: Pick<LaneView, "queued" | "queued_count">): number {
  return Math.max(0, lane.queued_count - lane.queued.length);
}
