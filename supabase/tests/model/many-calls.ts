/** Calls of workers about several leases: each has the answer that it would have had alone. */
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { agree, type Call, call, refusedBy, type World } from "./call.ts";
import { choose } from "./choose.ts";
import type { LoneOperation, ManyEnd, Pick } from "./operations.ts";
import * as rules from "./rules.ts";
import { currentStep, type Model, type ModelLease } from "./state.ts";
import { claimOf, judgeClaim } from "./worker-calls.ts";

/** The leases that are meant, each run's once, in the order of the runs. */
function chosen<T>(model: Model, items: T[], pick: (item: T) => Pick): { lease: ModelLease; item: T }[] {
  const byRun = new Map<number, { lease: ModelLease; item: T }>();
  for (const item of items) {
    const lease = choose(model.leases, pick(item), ({ state }) => state !== "ended");
    if (lease && !byRun.has(lease.run)) byRun.set(lease.run, { lease, item });
  }
  return [...byRun.values()].sort((a, b) => a.lease.run - b.lease.run);
}
const named = ({ run, attempt, token }: ModelLease) => ({ run_id: run, attempt, token });
const inNow = (model: Model, { token }: ModelLease) => model.leases.find((lease) => lease.token === token);

export function startManyCall({ room, key }: World, model: Model, picks: Pick[]): Call | undefined {
  const meant = chosen(model, picks, (pick) => pick).map(({ lease }) => lease);
  if (meant.length === 0) return undefined;
  return call(
    () => room.call("runs.start_many", key, { leases: meant.map(named) }),
    (now, { runs }) => {
      const expected = meant.map((target) => {
        const lease = inNow(now, target) ?? target;
        const lost = refusedBy(rules.start(now, lease)) !== undefined;
        const { cancelRequested } = rules.runOf(now, lease);
        return { run_id: target.run, directive: lost ? "lost" : cancelRequested ? "cancel" : "continue" };
      });
      agree("start of many", runs, expected);
    },
  );
}

export function finishManyCall(
  world: World,
  model: Model,
  { ends, worker, thenClaim, start }: Extract<LoneOperation, { op: "finishMany" }>,
): Call | undefined {
  const { room, key } = world;
  const meant = chosen(model, ends, ({ lease }) => lease).map(({ lease, item }) => endOf(model, lease, item));
  if (meant.length === 0) return undefined;
  const claim = { worker, limit: thenClaim, start };
  const claims = thenClaim > 0 ? [claimOf(world, claim)] : [];
  return call(
    () => room.call("runs.finish_many", key, { ends: meant.map(({ sent }) => sent), claims }),
    (now, answer, circumstances) => {
      const answers = answer.ends.map((end) => ("error" in end ? end.error.code : end.status));
      const expected = meant.map((end) => finishOne(now, end));
      agree(`ends of ${meant.map(({ lease }) => `run ${lease.run}`)}`, answers, expected);
      for (const each of answer.claimed) judgeClaim(now, each?.runs ?? [], claim, circumstances);
    },
  );
}

type End = ReturnType<typeof endOf>;
function endOf(model: Model, lease: ModelLease, { outcome, brings }: ManyEnd) {
  const run = rules.runOf(model, lease);
  const step = currentStep(run);
  const emitted_at = "2026-11-20T20:00:00.123456Z";
  const lastBatchNo = lease.batches + Number(brings && step !== undefined);
  const sent: CommandInput<"runs.finish_many">["ends"][number] = {
    ...{ lease: named(lease), outcome, last_batch_no: lastBatchNo },
    ...(outcome === "failed" ? { failure_code: "step_failed" as const } : {}),
  };
  if (brings && step !== undefined) {
    const outputs = { made: `${lease.attempt}/${lastBatchNo}` };
    sent.entries = [
      ...(run.projected[step] === "pending" ? [{ kind: "step_started" as const, step, emitted_at }] : []),
      { kind: "step_finished", step, emitted_at, status: "succeeded", outputs },
    ];
  }
  return { lease, sent, outcome, lastBatchNo, step: sent.entries ? step : undefined };
}

/** The run's new status or a refusal, which leaves nothing of what the end brought. */
function finishOne(model: Model, { lease: { token }, outcome, lastBatchNo, step }: End): string {
  const trial = structuredClone(model);
  const lease = trial.leases.find((each) => each.token === token);
  if (!lease) throw new Error("the model has no such lease");
  if (lease.receipt) return lease.receipt;
  const brought = step === undefined ? {} : rules.append(trial, lease, { batchNo: lastBatchNo, step, to: "succeeded" });
  const refused = refusedBy(brought);
  if (refused !== undefined) return String(refused);
  const verdict = rules.finish(trial, lease, { outcome, lastBatchNo, retryable: true, asks: false });
  if (typeof verdict !== "string") return verdict.refused;
  Object.assign(model, trial);
  return verdict;
}
