/** How waiting ends, once more: a time that comes, a decision, a deadline. */
import { isDeepStrictEqual } from "node:util";
import { askOf, checkedInput, roles, type Said } from "./asks.ts";
import { done, endRunningSteps, impossible, type Refused, refuse } from "./rules.ts";
import type { Model, ModelApproval, ModelRun } from "./state.ts";

/** Runs whose time has come are due; waiting ones resume after their wait, or their approval has reached its deadline. */
export function makeDue(model: Model): void {
  for (const run of model.runs) {
    if (run.due !== "passed") continue;
    run.due = "now";
    if (run.status !== "waiting") continue;
    const approval = asked(run, run.attempt);
    if (approval) reachDeadline(run, approval);
    else resume(run);
  }
}

export function waitedIn(run: ModelRun): number {
  const waited = Object.entries(run.projected).find(([, status]) => status === "running");
  return waited ? Number(waited[0]) : impossible("a run that waits in no step");
}

/** Goes on after the step in which it waited, in the slot it has kept. */
function resume(run: ModelRun, outputs?: Said): void {
  const step = waitedIn(run);
  Object.assign(run, { status: "queued", resuming: true, due: "now", startStep: step + 1 });
  if (outputs) run.outputs[step] = outputs;
  else delete run.outputs[step];
  endRunningSteps(run, "succeeded");
}

export const asked = (run: ModelRun, attempt: number) => run.approvals.find((each) => each.attempt === attempt);

/** What nobody has said is said by the defaults. */
function reachDeadline(run: ModelRun, approval: ModelApproval): void {
  const { onDeadline } = askOf(approval.kind);
  if (onDeadline === "approve") approval.input ??= checkedInput(approval.kind);
  conclude(run, approval, ({ approve: "approved", reject: "rejected", fail: "expired" } as const)[onDeadline]);
}

/** An approval has come to its end, and the run goes on or fails. */
function conclude(run: ModelRun, approval: ModelApproval, status: "approved" | "rejected" | "expired"): void {
  approval.status = status;
  if (status === "approved") {
    resume(run, approval.input);
    return;
  }
  const failureCode = status === "expired" ? "approval_expired" : "rejected";
  Object.assign(run, { status: "failed", failureCode, resuming: false, due: "now" });
  endRunningSteps(run, "failed");
}

export interface Decision {
  decision: "approve" | "reject";
  by: number;
  input: Said | undefined;
  /** The input that they saw; undefined: they have seen something else than what is asked. */
  seen: Said | undefined;
}

/** An operator's word on what the run asked in an attempt. */
export function decide(run: ModelRun, attempt: number, { decision, by, input, seen }: Decision): Refused | object {
  const approval = asked(run, attempt) ?? impossible("a decision on nothing");
  const ask = askOf(approval.kind);
  if (!ask.roles.includes(roles[by] ?? impossible("a decision of nobody"))) return refuse("forbidden");
  if (ask.notRequester && approval.askedBy.includes(by)) return refuse("forbidden");
  if (approval.status !== "pending" || run.due === "passed") return refuse("approval_decided");
  if (!isDeepStrictEqual(seen, approval.input ?? {})) return refuse("approval_stale");
  if (decision === "reject") {
    approval.by = approval.by.filter((other) => other !== by);
    conclude(run, approval, "rejected");
    return done;
  }
  const given = checkedInput(approval.kind, input ?? approval.input);
  if (!given) return refuse("invalid_input");
  if (approval.by.includes(by)) return refuse("approval_decided");
  if (approval.input && !isDeepStrictEqual(approval.input, given)) return refuse("invalid_input");
  approval.input = given;
  approval.by.push(by);
  if (approval.by.length >= ask.count) conclude(run, approval, "approved");
  return done;
}
