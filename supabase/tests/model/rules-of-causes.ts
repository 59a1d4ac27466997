/** Why a run does not go on, once more: every cause there is, in the order in which the explanation lists them. */
import { askOf } from "./asks.ts";
import * as rules from "./rules.ts";
import { asked } from "./rules-of-waits.ts";
import { holdsSlot, keyOf, labelsOf, type Model, type ModelRun, type ModelWorker, workerSlots } from "./state.ts";

/** `code` or `code:number`, as `observedCauses` words what the database says. */
export function causesOf(model: Model, run: ModelRun): string[] {
  if (run.status !== "queued" && run.status !== "waiting") return [];
  return [timeCause(run), ...laneCauses(model, run), keyCause(model, run), workerCause(model, run)].filter(
    (cause) => cause !== undefined,
  );
}

function timeCause(run: ModelRun): string | undefined {
  if (run.due !== "later") return undefined;
  if (run.status === "queued" && run.failedAttempts > 0) return `backing_off:${run.failedAttempts + 1}`;
  if (run.status === "queued") return run.forcedAttempt === run.attempt ? "waiting_for_old_processes" : "delayed";
  const approval = asked(run, run.attempt);
  return approval ? `waiting_for_approval:${askOf(approval.kind).count - approval.by.length}` : "waiting_for_timer";
}

const fitWorkers = (model: Model, run: ModelRun): ModelWorker[] =>
  model.workers.filter(({ known, labels }) => known && labelsOf(run).every((label) => labels.includes(label)));

/** Due runs of the lane that come first and that some worker may be given. */
const aheadOf = (model: Model, run: ModelRun): ModelRun[] =>
  model.runs.filter((other) =>
    [
      other !== run && other.lane === run.lane && other.status === "queued" && other.due === "now",
      !other.resuming && !rules.outstayed(other) && rules.byPlace(other, run) < 0,
      fitWorkers(model, other).length > 0 || labelsOf(other).length === 0,
    ].every(Boolean),
  );

/** Of those with one key only as many as it has room for. */
function countAhead(model: Model, run: ModelRun): number {
  const byKey = Map.groupBy(aheadOf(model, run), (other) => keyOf(other)?.name);
  return [...byKey.values()].reduce((sum, runs) => {
    const key = runs[0] && keyOf(runs[0]);
    return sum + (key ? Math.max(0, Math.min(runs.length, key.limit - rules.holdersOf(model, key))) : runs.length);
  }, 0);
}

function laneCauses(model: Model, run: ModelRun): string[] {
  const { capacity = null, paused = false } = model.lanes[run.lane] ?? {};
  const causes = paused ? ["lane_paused"] : [];
  if (holdsSlot(run) || capacity === null) return causes;
  const held = rules.heldIn(model, run.lane);
  if (held >= capacity) causes.push(`lane_full:${held}/${capacity}`);
  const ahead = countAhead(model, run);
  if (ahead > 0 && ahead >= capacity - held) causes.push(`behind:${ahead}`);
  return causes;
}

function keyCause(model: Model, run: ModelRun): string | undefined {
  const key = keyOf(run);
  if (!key || holdsSlot(run)) return undefined;
  const held = rules.holdersOf(model, key);
  if (held >= key.limit) return `key_held:${held}`;
  const ahead = aheadOf(model, run).filter((other) => keyOf(other)?.name === key.name);
  const wanted = ahead.filter((other) => fitWorkers(model, other).length > 0).length;
  return wanted > 0 && wanted >= key.limit - held ? `behind_for_key:${wanted}` : undefined;
}

function workerCause(model: Model, run: ModelRun): string | undefined {
  if (!model.workers.some(({ known }) => known)) return "no_live_worker";
  const fit = fitWorkers(model, run);
  if (fit.length === 0) return `no_worker_with_labels:${labelsOf(run)}`;
  const staying = fit.filter(({ draining }) => !draining);
  if (staying.length === 0) return `workers_draining:${fit.length}`;
  const held = (worker: ModelWorker) =>
    model.leases.filter(({ state, worker: of }) => state !== "ended" && model.workers[of] === worker).length;
  const busy = staying.reduce((sum, worker) => sum + Math.min(held(worker), workerSlots), 0);
  const slots = staying.length * workerSlots;
  return busy >= slots ? `slots_busy:${busy}/${slots}` : undefined;
}
