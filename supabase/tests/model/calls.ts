/** What an operation is sent as, and to whom it applies. */
import type { Call, World } from "./call.ts";
import { choose } from "./choose.ts";
import { decisionCall } from "./decision-call.ts";
import { isLone, loneCall } from "./lone-calls.ts";
import type { Operation, Outcome, Pick } from "./operations.ts";
import { runCall, sessionCall } from "./operator-calls.ts";
import * as rules from "./rules.ts";
import { currentStep, isFinal, type Model, type ModelLease, type ModelRun } from "./state.ts";
import { claimCall, tickCall, workerCall } from "./worker-calls.ts";

/** Prepares an operation; undefined when there is nothing it could be about. */
export function prepare(world: World, model: Model, operation: Operation): Call | undefined {
  if (isLone(operation)) return loneCall(world, model, operation);
  if ("lease" in operation) {
    const target = choose(model.leases, operation.lease, (lease) => lease.state !== "ended");
    return (
      target &&
      workerCall(world, model, operation.op === "advance" ? next(model, target, operation.lease) : operation, target)
    );
  }
  if ("run" in operation) {
    const queued = (run: ModelRun) => run.status === "queued";
    const meant = {
      ...{
        cancel: nonFinal,
        retry: isFinal,
        comeDue: (run: ModelRun) => run.due === "later",
        move: queued,
        prioritize: queued,
      },
      outstay: (run: ModelRun) => run.status === "queued" && run.expiry === "later",
      decide: (run: ModelRun) => run.approvals.length > 0,
    };
    const target = choose(model.runs, operation.run, meant[operation.op]);
    if (!target) return undefined;
    return operation.op === "decide"
      ? decisionCall(world, target, operation)
      : runCall(world, operation, target.number);
  }
  if (operation.op === "claim") return claimCall(world, operation);
  return operation.op === "tick" ? tickCall(world) : sessionCall(world, operation);
}

const nonFinal = (run: ModelRun) => !isFinal(run);

/** What a good worker does next with its lease. */
function next(model: Model, target: ModelLease, lease: Pick): Operation {
  const run = rules.runOf(model, target);
  const finish = (outcome: Outcome): Operation => ({
    ...{ op: "finish", lease, outcome, retryable: true, complete: true, worker: 0, thenClaim: 0, start: false },
  });
  if (run.status === "claimed") return { op: "start", lease };
  if (run.cancelRequested) return finish("cancelled");
  const step = currentStep(run);
  if (Object.values(run.projected).includes("failed")) return finish("failed");
  if (step === undefined) return finish("succeeded");
  if (run.steps[step] !== "shell" && run.projected[step] === "running") return finish("waiting");
  return { op: "append", lease, batch: "next", ends: "succeeded" };
}
