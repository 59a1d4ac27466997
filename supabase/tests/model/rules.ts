/** What each call does to the model, or by which refusal it is answered. The machine of design.md section 2, once more and independently. */
import type { ErrorCode } from "../../functions/_shared/contracts/errors.ts";
import type { FailureCode, RunStatus } from "../../functions/_shared/contracts/run-status.ts";
import type { Said } from "./asks.ts";
import type { Outcome } from "./operations.ts";
import {
  currentStep,
  holdsSlot,
  isApproval,
  keyOf,
  labelsOf,
  type Model,
  type ModelLease,
  type ModelRun,
  newApproval,
} from "./state.ts";

export type Refused = { refused: ErrorCode };
export const refuse = (refused: ErrorCode): Refused => ({ refused });
export const done = {};

export function runOf(model: Model, lease: ModelLease): ModelRun {
  return model.runs.find((run) => run.number === lease.run) ?? impossible("a lease of no run");
}
export function impossible(what: string): never {
  throw new Error(`the model holds ${what}`);
}

/** How an attempt ends, whoever ends it. */
export function endAttempt(model: Model, lease: ModelLease, outcome: Outcome | "lost", retryable = true): RunStatus {
  const run = runOf(model, lease);
  const begun = Object.values(run.projected).some((status) => status !== "pending");
  const counts =
    outcome === "failed" || (outcome === "lost" && run.status === "running") || (outcome === "released" && begun);
  if (counts) run.failedAttempts += 1;
  if (outcome === "cancelled" || (run.cancelRequested && outcome !== "succeeded" && outcome !== "failed")) {
    run.status = "cancelled";
  } else if (outcome === "succeeded" || outcome === "waiting") {
    run.status = outcome;
  } else if (!counts || (!run.cancelRequested && retryable && run.failedAttempts < run.maxAttempts)) {
    run.status = "queued";
  } else {
    run.status = "failed";
    run.failureCode = failureOf(lease, outcome);
  }
  run.due = run.status === "waiting" || (run.status === "queued" && outcome === "failed") ? "later" : "now";
  run.resuming = run.resuming && run.status === "queued" && (outcome === "released" || outcome === "lost");
  if (run.status !== "waiting") {
    endRunningSteps(run, outcome === "failed" || outcome === "lost" ? "failed" : "cancelled");
  }
  lease.state = "ended";
  return run.status;
}

function failureOf({ overrun }: ModelLease, outcome: Outcome | "lost"): FailureCode {
  if (outcome === "failed") return "step_failed";
  if (outcome === "released") return "worker_stopped";
  return overrun ? "timeout" : "lease_expired";
}

export function endRunningSteps(run: ModelRun, status: "succeeded" | "failed" | "cancelled"): void {
  for (const [step, now] of Object.entries(run.projected)) if (now === "running") run.projected[Number(step)] = status;
}

/** Dead leases end. */
export function expire(model: Model): void {
  for (const lease of model.leases) if (lease.state === "dead") endAttempt(model, lease, "lost");
}

/** Runs that nobody claimed in time fail. */
export function expireQueued(model: Model): void {
  for (const run of model.runs) {
    if (run.status !== "queued" || !outstayed(run)) continue;
    Object.assign(run, { status: "failed", failureCode: "queue_expired", due: "now" });
  }
}
export const outstayed = (run: ModelRun) => run.attempt === 0 && run.expiry === "passed";

/** The order of a lane: priority, rank, number. */
export const byPlace = (a: ModelRun, b: ModelRun): number =>
  b.priority - a.priority || a.rank - b.rank || a.number - b.number;

/** The runs of a lane that this worker may be given now, in their order, resuming ones first. */
export function queueOf(model: Model, lane: number, worker: number): ModelRun[] {
  return model.runs
    .filter((run) => run.lane === lane && mayClaim(model, run, worker))
    .sort((a, b) => Number(b.resuming) - Number(a.resuming) || byPlace(a, b));
}

/** A worker calls: from now on operators know it. */
export function hear(model: Model, worker: number): void {
  const heard = model.workers[worker] ?? impossible("a call of no worker");
  heard.known = true;
}

export const heldIn = (model: Model, lane: number): number =>
  model.runs.filter((run) => run.lane === lane && holdsSlot(run)).length;
const freeSlots = (model: Model, lane: number): number =>
  (model.lanes[lane]?.capacity ?? Number.POSITIVE_INFINITY) - heldIn(model, lane);

/** How many runs hold a concurrency key. */
export const holdersOf = (model: Model, key: { name: string }): number =>
  model.runs.filter((other) => holdsSlot(other) && keyOf(other)?.name === key.name).length;

/** Whether the run may begin as far as its concurrency key goes. */
function keyIsFree(model: Model, run: ModelRun): boolean {
  const key = keyOf(run);
  if (!key) return true;
  return holdersOf(model, key) < key.limit;
}

/** Whether this worker may be given this run now. */
export function mayClaim(model: Model, run: ModelRun, worker: number): boolean {
  const { labels, draining } = model.workers[worker] ?? impossible("a call of no worker");
  if (draining || !labelsOf(run).every((label) => labels.includes(label))) return false;
  if (run.status !== "queued" || run.due !== "now" || model.lanes[run.lane]?.paused || outstayed(run)) return false;
  return run.resuming || (freeSlots(model, run.lane) > 0 && keyIsFree(model, run));
}

/** Gives a run to a worker, and starts it if the claim asks for that. */
export function claim(model: Model, run: ModelRun, token: string, worker: number, starts: boolean): void {
  run.status = starts ? "running" : "claimed";
  run.attempt += 1;
  run.projected = Object.fromEntries(
    run.steps.map((_, step) => [step, "pending" as const] as const).slice(run.startStep),
  );
  const lease = { token, worker, run: run.number, attempt: run.attempt, batches: 0 };
  model.leases.push({ ...lease, state: "live", overrun: false, receipt: undefined });
}

/** Whether a lease still lets its holder write. */
export const mayWrite = (lease: ModelLease): boolean => lease.state === "live" && !lease.overrun;

/** What the worker of a run is to do. */
export const directive = (model: Model, lease: ModelLease) =>
  runOf(model, lease).cancelRequested ? "cancel" : "continue";

export function start(model: Model, lease: ModelLease): Refused | object {
  if (!mayWrite(lease)) return refuse("lease_lost");
  runOf(model, lease).status = "running";
  return done;
}

export interface BatchRead {
  batchNo: number;
  step: number;
  to: "running" | "succeeded" | "failed";
}

/** One batch of one line, which moves one step on: a repeated number changes nothing, whatever it carries. */
export function append(model: Model, lease: ModelLease, { batchNo, step, to }: BatchRead): Refused | object {
  if (!mayWrite(lease)) return refuse("lease_lost");
  if (batchNo <= lease.batches) return done;
  if (batchNo > lease.batches + 1) return refuse("batch_gap");
  const run = runOf(model, lease);
  if (run.status !== "running") return refuse("not_started");
  const now = run.projected[step];
  if (now !== "pending" && now !== "running") return refuse("invalid_input");
  run.projected[step] = to;
  if (to === "succeeded") run.outputs[step] = { made: `${lease.attempt}/${batchNo}` };
  run.lines += 1;
  lease.batches = batchNo;
  return done;
}

/** What the steps before one have left for it, in their order. */
export const outputsBefore = (run: ModelRun, before: number): { step: number; outputs: Said }[] =>
  Object.entries(run.outputs).flatMap(([step, outputs]) =>
    outputs && Object.keys(outputs).length > 0 && Number(step) < before ? [{ step: Number(step), outputs }] : [],
  );

/** `asks`: an outcome of waiting that puts an approval to people, not one for some time. */
export interface Finish {
  outcome: Outcome;
  lastBatchNo: number;
  retryable: boolean;
  asks: boolean;
}

export function finish(model: Model, lease: ModelLease, ending: Finish): Refused | RunStatus {
  if (lease.receipt) return lease.receipt;
  if (!mayWrite(lease)) return refuse("lease_lost");
  if (ending.lastBatchNo !== lease.batches) return refuse("batch_gap");
  const run = runOf(model, lease);
  if (!allowed(run, ending)) return refuse("outcome_not_allowed");
  lease.receipt = endAttempt(model, lease, ending.outcome, ending.retryable);
  const kind = ending.asks && lease.receipt === "waiting" ? run.steps[currentStep(run) ?? 0] : undefined;
  if (isApproval(kind)) run.approvals.push(newApproval(run, kind));
  return lease.receipt;
}

function allowed(run: ModelRun, { outcome, asks }: Finish): boolean {
  if (outcome === "released") return true;
  if (outcome === "cancelled") return run.cancelRequested;
  if (run.status !== "running") return false;
  const steps = Object.entries(run.projected);
  if (outcome === "succeeded") return steps.every(([, status]) => status === "succeeded");
  if (outcome === "failed") return true;
  const running = steps.filter(([, status]) => status === "running").map(([step]) => Number(step));
  const [only] = running;
  if (running.length !== 1 || only === undefined) return false;
  const kind = run.steps[only];
  if (asks ? !isApproval(kind) : kind !== "wait") return false;
  return steps.every(([step, status]) => Number(step) >= only || status === "succeeded");
}
