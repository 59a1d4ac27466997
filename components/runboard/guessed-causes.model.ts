import type { Cause } from "../../supabase/functions/_shared/contracts/explain.ts";
import type { LaneView, RunView } from "../types.ts";

type Lane = Pick<LaneView, "name" | "capacity" | "paused_at" | "paused_by" | "pause_note" | "active" | "queued">;

/**
 * Why a queued run that the database was not asked about has not started, in the database's order and only as far as the board itself can
 * be sure; there may be more. `position` counts from 0 in the lane's queue; `liveWorkers` null means: not known, so not blamed.
 */
export function guessedCauses(run: RunView, lane: Lane, position: number, liveWorkers: number | null): Cause[] {
  const noWorker: Cause[] = liveWorkers === 0 ? [{ code: "no_live_worker", last_seen_at: null }] : [];
  return [...timeCauses(run), ...laneCauses(lane, position), ...noWorker];
}

function timeCauses({ available_at: until, attempt, failed_attempts, max_attempts }: RunView): Cause[] {
  if (until === null) return [];
  if (failed_attempts === 0) {
    // A delay is over before the first attempt; a retry is due at once, unless a cancel by force left processes behind.
    return [{ code: attempt > 0 ? "waiting_for_old_processes" : "delayed", until }];
  }
  return [{ code: "backing_off", until, attempt: failed_attempts + 1, max_attempts }];
}

function laneCauses(lane: Lane, position: number): Cause[] {
  const { name, capacity, paused_at, paused_by, pause_note, active } = lane;
  const causes: Cause[] = [];
  if (paused_at !== null) {
    causes.push({ code: "lane_paused", lane: name, by: paused_by ?? "someone", at: paused_at, note: pause_note ?? "" });
  }
  if (capacity === null) return causes;
  const held_by = active.map(({ id }) => id);
  const held = held_by.length;
  if (held >= capacity) causes.push({ code: "lane_full", lane: name, capacity, held, held_by: held_by.slice(0, 10) });
  const due = lane.queued.slice(0, position).filter(({ available_at }) => available_at === null);
  // Whether a run with a key or labels would be taken before this one only the database knows.
  const ahead = due.filter((run) => run.concurrency_key === null && run.required_labels.length === 0).length;
  if (ahead > 0 && ahead >= capacity - held) {
    causes.push({ code: "behind", lane: name, ahead, or_more: ahead < due.length });
  }
  return causes;
}
