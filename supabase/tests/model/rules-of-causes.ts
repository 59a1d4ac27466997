/** Why a run does not go on, once more: every cause there is, in the order in which the explanation lists them. */
import { askOf } from "./asks.ts";
import * as rules from "./rules.ts";
import { asked } from "./rules-of-waits.ts";
import { holdsSlot, keyOf, labelsOf, type Model, type ModelRun, type ModelWorker, workerSlots } from "./state.ts";

/** `code` or `code:number`, as `observedCauses` words what the database says. */
export function causesOf(model: Model, run: ModelRun): string[] {
  if (run.status === "claimed") return [claimCause(model, run)];
  if (run.status !== "queued" && run.status !== "waiting") return [];
  const causes = [timeCause(run), ...laneCauses(model, run), keyCause(model, run), ...orderCauses(model, run)];
  return [...causes, workerCause(model, run)].filter((cause) => cause !== undefined);
}

function claimCause(model: Model, run: ModelRun): string {
  const expired = model.leases.some((lease) => lease.run === run.number && lease.state === "dead");
  return `starting:${expired ? "expired" : "live"}/${run.cancelRequested ? "cancelled" : "queued"}`;
}

function timeCause(run: ModelRun): string | undefined {
  if (run.status === "queued" && rules.outstayed(run)) return "queue_expired";
  if (run.due !== "later") return undefined;
  if (run.status === "queued" && run.failedAttempts > 0) return `backing_off:${run.failedAttempts + 1}`;
  if (run.status === "queued") return run.forcedAttempt === run.attempt ? "waiting_for_old_processes" : "delayed";
  const approval = asked(run, run.attempt);
  return approval ? `waiting_for_approval:${askOf(approval.kind).count - approval.by.length}` : "waiting_for_timer";
}

const hasLabels = (run: ModelRun, labels: readonly string[]): boolean =>
  labelsOf(run).every((label) => labels.includes(label));

const fitWorkers = (model: Model, run: ModelRun): ModelWorker[] =>
  model.workers.filter(({ known, labels }) => known && hasLabels(run, labels));

const heldBy = (model: Model, worker: ModelWorker): number =>
  model.leases.filter(({ state, worker: of }) => state !== "ended" && model.workers[of] === worker).length;

function laneCauses(model: Model, run: ModelRun): string[] {
  const { capacity = null, paused = false } = model.lanes[run.lane] ?? {};
  const causes = paused ? ["lane_paused"] : [];
  const held = rules.heldIn(model, run.lane);
  return holdsSlot(run) || capacity === null || held < capacity ? causes : [...causes, `lane_full:${held}/${capacity}`];
}

function keyCause(model: Model, run: ModelRun): string | undefined {
  const key = keyOf(run);
  const held = key && !holdsSlot(run) ? rules.holdersOf(model, key) : 0;
  return key && held >= key.limit ? `key_held:${held}` : undefined;
}

/** Due runs of the lane that come first, and that somebody with these labels may be given. */
function aheadOf(model: Model, run: ModelRun, labels: readonly string[]): ModelRun[] {
  return model.runs.filter((other) =>
    [
      other !== run && other.lane === run.lane && other.status === "queued" && other.due === "now",
      !rules.outstayed(other) && hasLabels(other, labels),
      (Number(run.resuming) - Number(other.resuming) || rules.byPlace(other, run)) < 0,
    ].every(Boolean),
  );
}

/** What a claim would do that asks this lane alone, for somebody with these labels and so many free slots: how many it takes before this one. */
function claimBefore(model: Model, run: ModelRun, { labels, free }: { labels: readonly string[]; free: number }) {
  const ahead = aheadOf(model, run, labels);
  const taken = new Map<string, number>();
  const resuming = ahead.filter((other) => other.resuming).length;
  const fresh = ahead.filter((other) => {
    const key = keyOf(other);
    if (other.resuming || !key) return !other.resuming;
    const before = taken.get(key.name) ?? 0;
    taken.set(key.name, before + 1);
    return rules.holdersOf(model, key) + before < key.limit;
  }).length;
  const own = run.resuming ? undefined : keyOf(run);
  const left = own ? own.limit - rules.holdersOf(model, own) : 0;
  const sameKey = (own && taken.get(own.name)) ?? 0;
  const { capacity = null } = model.lanes[run.lane] ?? {};
  const places =
    run.resuming || capacity === null ? Number.POSITIVE_INFINITY : capacity - rules.heldIn(model, run.lane);
  return {
    ...{ free, sameKey, count: resuming + fresh, inPlaces: fresh >= Math.max(places, 1) },
    behind: resuming + fresh >= Math.max(free, 1) || fresh >= Math.max(places, 1),
    behindForKey: left > 0 && sameKey >= left,
  };
}

function orderCauses(model: Model, run: ModelRun): string[] {
  if (run.status !== "queued") return [];
  const staying = fitWorkers(model, run)
    .filter(({ draining }) => !draining)
    .map((worker) => ({ labels: worker.labels, free: Math.max(workerSlots - heldBy(model, worker), 0) }));
  const able = staying.filter(({ free }) => free > 0);
  const callers = able.length > 0 ? able : staying;
  const takers = callers.length > 0 ? callers : [{ labels: labelsOf(run), free: Number.POSITIVE_INFINITY }];
  const claims = takers.map((taker) => claimBefore(model, run, taker));
  const forKey = claims.every(({ behindForKey }) => behindForKey);
  const held = claims.every(({ behind, behindForKey }) => behind || behindForKey);
  const causes: string[] = [];
  if (claims.every(({ behind }) => behind) || (held && !forKey)) {
    const free = Math.max(...claims.map((claim) => claim.free));
    const slots = free > 0 && !claims.every(({ inPlaces }) => inPlaces) ? `:${free}` : "";
    causes.push(`behind:${Math.min(...claims.map(({ count }) => count))}${slots}`);
  }
  if (forKey) causes.push(`behind_for_key:${Math.min(...claims.map(({ sameKey }) => sameKey))}`);
  return causes;
}

function workerCause(model: Model, run: ModelRun): string | undefined {
  if (!model.workers.some(({ known }) => known)) return "no_live_worker";
  const fit = fitWorkers(model, run);
  if (fit.length === 0) return `no_worker_with_labels:${labelsOf(run)}`;
  const staying = fit.filter(({ draining }) => !draining);
  if (staying.length === 0) return `workers_draining:${fit.length}`;
  const busy = staying.reduce((sum, worker) => sum + Math.min(heldBy(model, worker), workerSlots), 0);
  const slots = staying.length * workerSlots;
  return busy >= slots ? `slots_busy:${busy}/${slots}` : undefined;
}
