import { isFinal } from "../../supabase/functions/_shared/contracts/run-states.ts";
import type { RunRow } from "./run-row.ts";

/** How many ended runs of a lane its board knows. */
const recentPerLane = 20;

/** A board's runs, each where it belongs. */
export interface BoardLists {
  /** Runs that hold a slot, oldest first. */
  active: RunRow[];
  /** Heads of the lanes' queues, in claim order. */
  queued: RunRow[];
  /** The last that ended of each lane, the one that ended last first. */
  recent: RunRow[];
}

/** Says of each run in which list of a board it is. */
export function boardLists(runs: readonly RunRow[]): BoardLists {
  const ended = runs.filter((run) => isFinal(run.status)).sort(lastEndedFirst);
  const kept = [...new Set(ended.map((run) => run.lane_id))].flatMap((lane) =>
    ended.filter((run) => run.lane_id === lane).slice(0, recentPerLane),
  );
  return {
    active: runs.filter((run) => run.holds_slot).sort((a, b) => a.id - b.id),
    queued: runs.filter((run) => run.status === "queued" && !run.holds_slot).sort(inClaimOrder),
    recent: kept.sort(lastEndedFirst),
  };
}

const inClaimOrder = (a: RunRow, b: RunRow) => b.priority - a.priority || a.rank - b.rank || a.id - b.id;

/** A run that was delayed, moved behind others or retried ends after those with higher numbers. */
const lastEndedFirst = (a: RunRow, b: RunRow) => endOf(b) - endOf(a) || b.id - a.id;
const endOf = (run: RunRow) => (run.finished_at === null ? 0 : Date.parse(run.finished_at));
