/** Calls of workers: the conversation of a lease, and claims. */
import { randomUUID } from "node:crypto";
import { makeWorker } from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import type { ClaimedRun } from "../../functions/_shared/contracts/worker.ts";
import { batchOf, named } from "./batches.ts";
import { agree, answered, type Call, call, Mismatch, refusalOf, refusedBy, type World } from "./call.ts";
import type { Circumstances } from "./circumstances.ts";
import type { Operation } from "./operations.ts";
import * as rules from "./rules.ts";
import { purge } from "./rules-of-retention.ts";
import { makeDue } from "./rules-of-waits.ts";
import { currentStep, isApproval, type Model, type ModelLease, workerLabels, workerSlots } from "./state.ts";

export interface Claim {
  worker: number;
  limit: number;
  start: boolean;
}

/** A claim by one of the model's workers. */
export function claimOf({ workers }: World, { worker, limit, start }: Claim): CommandInput<"runs.claim"> {
  const labels = [...(workerLabels[worker] ?? [])];
  return { claim_id: randomUUID(), worker: workerOf(workers[worker], labels), limit, start };
}
const workerOf = (id = "", labels: string[] = []) => makeWorker({ id, labels, slots: workerSlots });

export function workerCall(world: World, model: Model, operation: Operation, target: ModelLease): Call | undefined {
  const { room, key } = world;
  const { token } = target;
  const lease = named(target);
  const leaseIn = (now: Model) => now.leases.find((each) => each.token === token) ?? target;
  const directive = (now: Model) => rules.directive(now, target);

  /** A call that answers with a directive. */
  const directed = (send: () => Promise<{ directive: string }>, rule: (now: Model) => object) =>
    call(
      () => answered(send()),
      (now, answer) => {
        agree(`${operation.op} of run ${target.run}`, refusalOf(answer), refusedBy(rule(now)));
        if ("value" in answer) agree("directive", answer.value.directive, directive(now));
      },
    );

  switch (operation.op) {
    case "start":
      return directed(
        () => room.call("runs.start", key, { lease }),
        (now) => rules.start(now, leaseIn(now)),
      );
    case "append": {
      const { sent, meant } = batchOf(model, target, operation);
      return directed(
        () => room.call("events.append", key, sent),
        (now) => rules.append(now, leaseIn(now), meant),
      );
    }
    case "heartbeat":
      return call(
        () =>
          room.call("runs.heartbeat", key, {
            worker: workerOf(world.workers[target.worker], [...(workerLabels[target.worker] ?? [])]),
            leases: [lease],
          }),
        (now, { runs }) => {
          const expected = rules.mayWrite(leaseIn(now)) ? directive(now) : "lost";
          agree("heartbeat", runs, [{ run_id: target.run, directive: expected }]);
        },
      );
    case "finish": {
      const { outcome, retryable, worker, thenClaim, start } = operation;
      const claim = { worker, limit: thenClaim, start };
      const lastBatchNo = target.batches + (operation.complete ? 0 : 1);
      const run = rules.runOf(model, target);
      const asks = outcome === "waiting" && isApproval(run.steps[currentStep(run) ?? 0]);
      const input: CommandInput<"runs.finish"> = {
        ...{ lease, last_batch_no: lastBatchNo, outcome, retryable },
        ...(outcome === "failed" ? { failure_code: "step_failed" } : {}),
        ...(outcome !== "waiting"
          ? {}
          : asks
            ? { approval: { title: "Go on?", body: "" } }
            : { resume_after_seconds: 3_600 }),
        ...(thenClaim > 0 ? { claim: claimOf(world, claim) } : {}),
      };
      return call(
        () => answered(room.call("runs.finish", key, input)),
        (now, answer, circumstances) => {
          const verdict = rules.finish(now, leaseIn(now), { outcome, lastBatchNo, retryable, asks });
          agree(`finish of run ${target.run}`, refusalOf(answer), refusedBy(verdict));
          if (!("value" in answer)) return;
          agree(`status of run ${target.run}`, answer.value.status, verdict);
          if (answer.value.claimed) judgeClaim(now, answer.value.claimed.runs, claim, circumstances);
        },
      );
    }
    case "die":
      return call(
        () => room.sql`update private.leases set expires_at = 'epoch' where token = ${token}`,
        (now) => {
          const dying = leaseIn(now);
          if (dying.state === "live") dying.state = "dead";
        },
      );
    case "overrun":
      return call(
        () => room.sql`
          update private.leases set deadline_at = 'epoch' where token = ${token} and deadline_at is not null`,
        (now) => {
          const overrunning = leaseIn(now);
          if (overrunning.state !== "ended" && rules.runOf(now, target).status === "running")
            overrunning.overrun = true;
        },
      );
    default:
      return undefined;
  }
}

/** A claim sweeps first. Alone it gets all it wants in the lanes' order; among others it may find rows locked, and get less. */
export function judgeClaim(
  model: Model,
  claimed: ClaimedRun[],
  { worker, limit, start }: Claim,
  { alone, sweeps }: Circumstances,
): void {
  rules.hear(model, worker);
  if (sweeps) rules.expire(model);
  rules.expireQueued(model);
  makeDue(model);
  for (const { lease, start_step, started, outputs } of claimed) {
    const run = model.runs.find((each) => each.number === lease.run_id);
    if (!run || !rules.mayClaim(model, run, worker)) throw new Mismatch(`run ${lease.run_id} may not be claimed`);
    if (alone) agree("next run of its lane", lease.run_id, rules.queueOf(model, run.lane, worker)[0]?.number);
    rules.claim(model, run, lease.token, worker, start);
    agree("attempt and first step", [lease.attempt, start_step], [run.attempt, run.startStep]);
    agree("started", started, run.status === "running");
    const left = outputs
      .map(({ step, outputs: { decided_by: _, comment: __, ...own } }) => ({ step, outputs: own }))
      .filter(({ outputs: own }) => Object.keys(own).length > 0);
    agree(`outputs for run ${run.number}`, left, rules.outputsBefore(run, run.startStep));
  }
  if (claimed.length > limit) throw new Mismatch(`${claimed.length} runs claimed of ${limit}`);
  const left = model.runs.find((run) => rules.mayClaim(model, run, worker));
  if (alone && left && claimed.length < limit) throw new Mismatch(`run ${left.number} was not claimed`);
}

export function tickCall({ room, key }: World): Call {
  return call(
    () => room.call("maintenance.tick", key, {}),
    (model) => {
      rules.expire(model);
      rules.expireQueued(model);
      makeDue(model);
      purge(model);
    },
  );
}

export function claimCall(world: World, claim: Claim): Call {
  const input = claimOf(world, claim);
  return call(
    () => world.room.call("runs.claim", world.key, input),
    (model, { runs }, circumstances) => judgeClaim(model, runs, claim, circumstances),
  );
}
