/** What operators ask of runs and workers, once more. */
import { done, endAttempt, endRunningSteps, impossible, type Refused, refuse, runOf } from "./rules.ts";
import { asked } from "./rules-of-waits.ts";
import { holdsSlot, isFinal, type Model, type ModelRun } from "./state.ts";

export function cancel(model: Model, run: ModelRun, force: boolean): Refused | object {
  if (isFinal(run)) return refuse("run_final");
  run.cancelRequested = true;
  const lease = model.leases.find((each) => runOf(model, each) === run && each.state !== "ended");
  if (run.status === "queued" || run.status === "waiting") {
    const approval = asked(run, run.attempt);
    if (approval?.status === "pending") approval.status = "cancelled";
    Object.assign(run, { status: "cancelled", resuming: false, due: "now" });
    endRunningSteps(run, "cancelled");
  } else if (lease?.state === "dead") {
    endAttempt(model, lease, "lost");
  } else if (lease && force) {
    run.forcedAttempt = run.attempt;
    endAttempt(model, lease, "cancelled");
  }
  return done;
}

/** Elsewhere in the session, or by another priority: only what waits and holds no slot moves; what is final keeps its priority. */
export function move(run: ModelRun, lane: number): Refused | object {
  if (isFinal(run)) return refuse("run_final");
  if (holdsSlot(run)) return refuse("run_not_queued");
  run.lane = lane;
  run.rank = run.number;
  return done;
}
/** Beside another run, in its lane, with its priority; where exactly is judged by the ranks. */
export function moveBeside(run: ModelRun, anchor: ModelRun): Refused | object {
  for (const each of [run, anchor]) {
    if (isFinal(each)) return refuse("run_final");
    if (holdsSlot(each)) return refuse("run_not_queued");
    if (run === anchor) return refuse("invalid_input");
  }
  Object.assign(run, { lane: anchor.lane, priority: anchor.priority });
  return done;
}
export function prioritize(run: ModelRun, priority: number): Refused | object {
  if (isFinal(run)) return refuse("run_final");
  if (priority !== run.priority) run.rank = run.number;
  run.priority = priority;
  return done;
}

export function retry(run: ModelRun, from: "start" | "failed_step", by = 0): Refused | object {
  if (!isFinal(run)) return refuse("run_not_final");
  if (run.status === "succeeded") return refuse("run_succeeded");
  const steps = Object.entries(run.projected);
  const open = steps.find(([, status]) => status !== "succeeded");
  const next = open ? Number(open[0]) : steps.length > 0 ? run.steps.length : run.startStep;
  const startStep = from === "start" ? 0 : next;
  // What a cancel by force left behind may still be alive.
  const due = run.forcedAttempt === run.attempt ? "later" : "now";
  // It is waited for anew, for as long as at first.
  const expiry = run.attempt === 0 && run.expiry !== "never" ? "later" : "never";
  Object.assign(run, { status: "queued", startStep, failedAttempts: 0, cancelRequested: false });
  Object.assign(run, { due, expiry, failureCode: undefined, age: 0, purged: false });
  run.askedBy.push(by);
  return done;
}

export function setDraining(model: Model, worker: number, draining: boolean): Refused | object {
  const found = model.workers[worker] ?? impossible("a command about no worker");
  if (!found.known) return refuse("not_found");
  found.draining = draining;
  return done;
}
