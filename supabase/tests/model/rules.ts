/** What each call does to the model, or by which refusal it is answered. The machine of design.md section 2, once more and independently. */
import type { ErrorCode } from "../../functions/_shared/contracts/errors.ts";
import type { RunStatus } from "../../functions/_shared/contracts/run-status.ts";
import type { Outcome } from "./operations.ts";
import { holdsSlot, isFinal, type Model, type ModelLease, type ModelRun } from "./state.ts";

type Refused = { refused: ErrorCode };
export const refuse = (refused: ErrorCode): Refused => ({ refused });
const done = {};

export function runOf(model: Model, lease: ModelLease): ModelRun {
  return model.runs.find((run) => run.number === lease.run) ?? impossible("a lease of no run");
}
function impossible(what: string): never {
  throw new Error(`the model holds ${what}`);
}

/** How an attempt ends, whoever ends it. */
function endAttempt(model: Model, lease: ModelLease, outcome: Outcome | "lost"): RunStatus {
  const run = runOf(model, lease);
  const begun = Object.values(run.projected).some((status) => status !== "pending");
  const counts =
    outcome === "failed" || (outcome === "lost" && run.status === "running") || (outcome === "released" && begun);
  if (counts) run.failedAttempts += 1;
  if (outcome === "cancelled" || (run.cancelRequested && outcome !== "succeeded" && outcome !== "failed")) {
    run.status = "cancelled";
  } else if (outcome === "succeeded" || outcome === "waiting") {
    run.status = outcome;
  } else if (!counts || (!run.cancelRequested && run.failedAttempts < run.maxAttempts)) {
    run.status = "queued";
  } else {
    run.status = "failed";
  }
  run.due = run.status === "waiting" || (run.status === "queued" && outcome === "failed") ? "later" : "now";
  run.resuming = run.resuming && run.status === "queued" && (outcome === "released" || outcome === "lost");
  if (run.status !== "waiting") {
    endRunningSteps(run, outcome === "failed" || outcome === "lost" ? "failed" : "cancelled");
  }
  lease.state = "ended";
  return run.status;
}

function endRunningSteps(run: ModelRun, status: "succeeded" | "failed" | "cancelled"): void {
  for (const [step, now] of Object.entries(run.projected)) if (now === "running") run.projected[Number(step)] = status;
}

/** Dead leases end. */
export function expire(model: Model): void {
  for (const lease of model.leases) if (lease.state === "dead") endAttempt(model, lease, "lost");
}

/** Runs whose time has come are due; waiting ones resume after their wait. */
export function makeDue(model: Model): void {
  for (const run of model.runs) {
    if (run.due !== "passed") continue;
    run.due = "now";
    if (run.status !== "waiting") continue;
    const waited = Object.entries(run.projected).find(([, status]) => status === "running");
    run.status = "queued";
    run.resuming = true;
    run.startStep = waited ? Number(waited[0]) + 1 : impossible("a run that waits in no step");
    endRunningSteps(run, "succeeded");
  }
}

/** The order in which one lane gives out its runs, resuming ones first. */
export function queueOf(model: Model, lane: number): ModelRun[] {
  return model.runs
    .filter((run) => run.lane === lane && run.status === "queued" && run.due === "now")
    .sort((a, b) => Number(b.resuming) - Number(a.resuming) || b.priority - a.priority || a.number - b.number);
}

export function freeSlots(model: Model, lane: number): number {
  const held = model.runs.filter((run) => run.lane === lane && holdsSlot(run)).length;
  return (model.lanes[lane]?.capacity ?? Number.POSITIVE_INFINITY) - held;
}

/** Whether the lane may give out this run now. */
export function mayClaim(model: Model, run: ModelRun): boolean {
  if (run.status !== "queued" || run.due !== "now" || model.lanes[run.lane]?.paused) return false;
  return run.resuming || freeSlots(model, run.lane) > 0;
}

/** How many runs a claim without limit would get. */
export function claimable(model: Model): number {
  return model.lanes.reduce((sum, lane, index) => {
    const queue = lane.paused ? [] : queueOf(model, index);
    const resuming = queue.filter((run) => run.resuming).length;
    return sum + resuming + Math.max(0, Math.min(queue.length - resuming, freeSlots(model, index)));
  }, 0);
}

/** Gives a run to a worker. */
export function claim(model: Model, run: ModelRun, token: string): void {
  run.status = "claimed";
  run.attempt += 1;
  run.projected = Object.fromEntries(
    run.steps.map((_, step) => [step, "pending" as const] as const).slice(run.startStep),
  );
  model.leases.push({ token, run: run.number, attempt: run.attempt, batches: 0, state: "live", receipt: undefined });
}

export function start(model: Model, lease: ModelLease): Refused | object {
  if (lease.state !== "live") return refuse("lease_lost");
  runOf(model, lease).status = "running";
  return done;
}

/** One batch that moves one step on: a repeated number changes nothing, whatever it carries. */
export function append(
  model: Model,
  lease: ModelLease,
  { batchNo, step, to }: { batchNo: number; step: number; to: "running" | "succeeded" | "failed" },
): Refused | object {
  if (lease.state !== "live") return refuse("lease_lost");
  if (batchNo <= lease.batches) return done;
  if (batchNo > lease.batches + 1) return refuse("batch_gap");
  const run = runOf(model, lease);
  if (run.status !== "running") return refuse("not_started");
  const now = run.projected[step];
  if (now !== "pending" && now !== "running") return refuse("invalid_input");
  run.projected[step] = to;
  lease.batches = batchNo;
  return done;
}

export function finish(model: Model, lease: ModelLease, outcome: Outcome, lastBatchNo: number): Refused | RunStatus {
  if (lease.receipt) return lease.receipt;
  if (lease.state !== "live") return refuse("lease_lost");
  if (lastBatchNo !== lease.batches) return refuse("batch_gap");
  if (!allowed(runOf(model, lease), outcome)) return refuse("outcome_not_allowed");
  lease.receipt = endAttempt(model, lease, outcome);
  return lease.receipt;
}

function allowed(run: ModelRun, outcome: Outcome): boolean {
  if (outcome === "released") return true;
  if (outcome === "cancelled") return run.cancelRequested;
  if (run.status !== "running") return false;
  const steps = Object.entries(run.projected);
  if (outcome === "succeeded") return steps.every(([, status]) => status === "succeeded");
  if (outcome === "failed") return true;
  const running = steps.filter(([, status]) => status === "running").map(([step]) => Number(step));
  const [only] = running;
  if (running.length !== 1 || only === undefined || run.steps[only] !== "wait") return false;
  return steps.every(([step, status]) => Number(step) >= only || status === "succeeded");
}

export function cancel(model: Model, run: ModelRun): Refused | object {
  if (isFinal(run)) return refuse("run_final");
  run.cancelRequested = true;
  const lease = model.leases.find((each) => runOf(model, each) === run && each.state !== "ended");
  if (run.status === "queued" || run.status === "waiting") {
    Object.assign(run, { status: "cancelled", resuming: false, due: "now" });
    endRunningSteps(run, "cancelled");
  } else if (lease?.state === "dead") {
    endAttempt(model, lease, "lost");
  }
  return done;
}

export function retry(run: ModelRun, from: "start" | "failed_step"): Refused | object {
  if (!isFinal(run)) return refuse("run_not_final");
  if (run.status === "succeeded") return refuse("run_succeeded");
  const steps = Object.entries(run.projected);
  const open = steps.find(([, status]) => status !== "succeeded");
  const next = open ? Number(open[0]) : steps.length > 0 ? run.steps.length : run.startStep;
  const startStep = from === "start" ? 0 : next;
  Object.assign(run, { status: "queued", startStep, failedAttempts: 0, cancelRequested: false, due: "now" });
  return done;
}
