/** Calls of workers about several leases: each has the answer that it would have had alone, but for batches, which are refused together. */
import { databaseOf, refusing } from "../../../e2e/harness/control-room.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { batchOf, entriesOf, named } from "./batches.ts";
import { agree, answered, type Call, call, refusalOf, refusedBy, undoing, type World } from "./call.ts";
import { choose } from "./choose.ts";
import type { LoneOperation, ManyEnd, Pick } from "./operations.ts";
import * as rules from "./rules.ts";
import { currentStep, type Model, type ModelLease } from "./state.ts";
import { claimOf, judgeClaim } from "./worker-calls.ts";

/** The leases that are meant, each run's once. */
function chosen<T>(
  model: Model,
  items: T[],
  pick: (item: T) => Pick,
  meant = ({ state }: ModelLease) => state !== "ended",
): { lease: ModelLease; item: T }[] {
  const byRun = new Map<number, { lease: ModelLease; item: T }>();
  for (const item of items) {
    const lease = choose(model.leases, pick(item), meant);
    if (lease && !byRun.has(lease.run)) byRun.set(lease.run, { lease, item });
  }
  return [...byRun.values()];
}
const inOrder = (a: { lease: ModelLease }, b: { lease: ModelLease }) => a.lease.run - b.lease.run;
const inNow = (model: Model, { token }: ModelLease) => model.leases.find((lease) => lease.token === token);

export function startManyCall({ room, key }: World, model: Model, picks: Pick[]): Call | undefined {
  const meant = chosen(model, picks, (pick) => pick)
    .sort(inOrder)
    .map(({ lease }) => lease);
  if (meant.length === 0) return undefined;
  return call(
    () => room.call("runs.start_many", key, { leases: meant.map(named) }),
    (now, { runs }) => {
      const expected = meant.map((target) => {
        const lease = inNow(now, target) ?? target;
        const lost = refusedBy(rules.start(now, lease)) !== undefined;
        return { run_id: target.run, directive: lost ? "lost" : rules.directive(now, lease) };
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
  const meant = chosen(model, ends, ({ lease }) => lease)
    .sort(inOrder)
    .map(({ lease, item }) => endOf(model, lease, item));
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
  const lastBatchNo = lease.batches + Number(brings && step !== undefined);
  const sent: CommandInput<"runs.finish_many">["ends"][number] = {
    ...{ lease: named(lease), outcome, last_batch_no: lastBatchNo },
    ...(outcome === "failed" ? { failure_code: "step_failed" as const } : {}),
  };
  if (brings && step !== undefined) {
    const begins = run.projected[step] === "pending" ? ["running" as const] : [];
    sent.entries = entriesOf(lease, lastBatchNo, step, ...begins, "succeeded");
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

/** Several runs' batches at once, as ops-executor gathers them: all of them, or none where one is refused. */
export function appendManyCall(
  { room, key }: World,
  model: Model,
  { batches, twice }: Extract<LoneOperation, { op: "appendMany" }>,
): Call | undefined {
  const running = (lease: ModelLease) => rules.mayWrite(lease) && rules.runOf(model, lease).status === "running";
  const once = chosen(model, batches, ({ lease }) => lease, running).map(({ lease, item }) =>
    batchOf(model, lease, item),
  );
  const asked = twice ? [...once, ...once.slice(0, 1)] : once;
  if (asked.length === 0) return undefined;
  const args = [key.key_hash, { jsonb: asked.map(({ sent }) => sent) }];
  const append = () => refusing(() => databaseOf(room.executor).call("append_many_events", args));
  return call(
    () => answered(undoing(room.sql, append)),
    (now, answer) => {
      const trial = structuredClone(now);
      // Two of one run are for no worker to send: ops-executor is told, and sends each alone.
      const verdicts = asked
        .toSorted(inOrder)
        .map(({ lease, meant }, n, all) =>
          lease === all[n - 1]?.lease
            ? "internal"
            : refusedBy(rules.append(trial, inNow(trial, lease) ?? lease, meant)),
        );
      const refused = verdicts.find((verdict) => verdict !== undefined);
      const runs = asked.map(({ lease }) => `run ${lease.run}`);
      agree(`batches of ${runs}`, refusalOf(answer), refused);
      if (!("value" in answer)) return;
      Object.assign(now, trial);
      const directives = asked.map(({ lease }) => ({ directive: rules.directive(now, lease) }));
      agree(`directives of ${runs}`, answer.value, directives);
    },
  );
}
