import { type Liveness, livenessOf } from "../status/status.model.ts";
import type { WorkerView } from "../types.ts";

const urgency: Readonly<Record<Liveness, number>> = { silent: 0, late: 1, live: 2 };

/** Those that need somebody first: silent ones, above all with runs, then late ones, then the rest; by name among equals. */
export function fleetOrder(workers: readonly WorkerView[], now: number): WorkerView[] {
  const rank = (worker: WorkerView) => {
    const liveness = livenessOf(worker.last_seen_at, now);
    return liveness === "silent" && worker.held > 0 ? -1 : urgency[liveness];
  };
  return workers.toSorted(
    (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "en", { numeric: true }) || a.id.localeCompare(b.id),
  );
}

export interface FleetCapacity {
  live: number;
  /** Of those, how many are given nothing more: `draining` ones still hold runs. */
  draining: number;
  drained: number;
  /** Slots of the others, and how many of them are used. */
  slots: number;
  used: number;
}

/** What the fleet can do now. */
export function fleetCapacity(workers: readonly WorkerView[], now: number): FleetCapacity {
  const live = workers.filter(({ last_seen_at }) => livenessOf(last_seen_at, now) !== "silent");
  const open = live.filter(({ drain_requested_at }) => drain_requested_at === null);
  const closed = live.filter(({ drain_requested_at }) => drain_requested_at !== null);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    live: live.length,
    draining: closed.filter(({ held }) => held > 0).length,
    drained: closed.filter(({ held }) => held === 0).length,
    used: sum(open.map(({ held }) => held)),
    slots: sum(open.map(({ slots }) => slots)),
  };
}

/** Silent for a minute and nothing in its hands: as SQL has it, which decides. */
export function isGhost(worker: WorkerView, now: number): boolean {
  return worker.held === 0 && now - Date.parse(worker.last_seen_at) > 60_000;
}
