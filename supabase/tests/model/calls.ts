/** An operation on the real database, and what the model says to its answer. */
import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { type ControlRoom, type Credential, Refusal } from "../../../e2e/harness/control-room.ts";
import { makeWorker } from "../../../e2e/harness/factories.ts";
import type { CommandInput, CommandName, CommandOutput } from "../../functions/_shared/contracts/commands.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import type { ClaimedRun } from "../../functions/_shared/contracts/worker.ts";
import type { Circumstances } from "./circumstances.ts";
import type { Operation, Outcome, Pick } from "./operations.ts";
import * as rules from "./rules.ts";
import { currentStep, isFinal, type Model, type ModelLease, type ModelRun } from "./state.ts";

export interface World {
  room: ControlRoom;
  operator: Credential;
  /** Draws the picture of the database. */
  observer: postgres.Sql;
  key: Credential;
  session: Session;
  /** Operator commands sent so far, each under a request id of its own. */
  commands: number;
}

/** An operation ready to be sent. */
export interface Call {
  /** Sends it. What comes back goes to `judge`. */
  send(): Promise<unknown>;
  /** Moves the model on; throws Mismatch when the answer is not what it would give. */
  judge(model: Model, answer: unknown, circumstances: Circumstances): void;
}

/** The database answered what the model would not have. */
export class Mismatch extends Error {}
function agree(what: string, actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Mismatch(`${what}: ${JSON.stringify(actual)}, the model says ${JSON.stringify(expected)}`);
}

type Answer<T> = { value: T } | { refused: string };
async function answered<T>(work: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.code };
    throw error;
  }
}

/** Ties what is sent to how its answer is judged. */
function call<T>(
  send: () => Promise<T>,
  judge: (model: Model, answer: Awaited<T>, circumstances: Circumstances) => void,
): Call {
  return { send, judge: (model, answer, circumstances) => judge(model, answer as Awaited<T>, circumstances) }; // it is what `send` gave
}

/** Prepares an operation; undefined when there is nothing it could be about. */
export function prepare(world: World, model: Model, operation: Operation): Call | undefined {
  if ("lease" in operation) {
    const target = choose(model.leases, operation.lease, (lease) => lease.state !== "ended");
    return (
      target &&
      workerCall(world, model, operation.op === "advance" ? next(model, target, operation.lease) : operation, target)
    );
  }
  if ("run" in operation) {
    const meant = { cancel: nonFinal, retry: isFinal, comeDue: (run: ModelRun) => run.due === "later" };
    const target = choose(model.runs, operation.run, meant[operation.op]);
    return target && runCall(world, operation, target.number);
  }
  return otherCall(world, operation);
}

const nonFinal = (run: ModelRun) => !isFinal(run);

/** Counts back among what the operation is meant for; among all when there is none or `any` is wanted. */
function choose<T>(all: T[], { back, any }: Pick, meant: (item: T) => boolean): T | undefined {
  const wanted = any ? [] : all.filter(meant);
  const from = wanted.length > 0 ? wanted : all;
  return from.at(-1 - (back % Math.max(from.length, 1)));
}

/** What a good worker does next with its lease. */
function next(model: Model, target: ModelLease, lease: Pick): Operation {
  const run = rules.runOf(model, target);
  const finish = (outcome: Outcome): Operation => ({ op: "finish", lease, outcome, complete: true, thenClaim: 0 });
  if (run.status === "claimed") return { op: "start", lease };
  if (run.cancelRequested) return finish("cancelled");
  const step = currentStep(run);
  if (Object.values(run.projected).includes("failed")) return finish("failed");
  if (step === undefined) return finish("succeeded");
  if (run.steps[step] === "wait" && run.projected[step] === "running") return finish("waiting");
  return { op: "append", lease, batch: "next", ends: "succeeded" };
}

const refusalOf = (answer: Answer<unknown>) => ("refused" in answer ? answer.refused : undefined);
const refusedBy = (verdict: object | string) =>
  typeof verdict === "object" && "refused" in verdict ? verdict.refused : undefined;

function workerCall({ room, key }: World, model: Model, operation: Operation, target: ModelLease): Call | undefined {
  const { token } = target;
  const lease = { run_id: target.run, attempt: target.attempt, token };
  const leaseIn = (now: Model) => now.leases.find((each) => each.token === token) ?? target;
  const directive = (now: Model) => (rules.runOf(now, target).cancelRequested ? "cancel" : "continue");

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
      const run = rules.runOf(model, target);
      const step = currentStep(run) ?? 0;
      const to = run.projected[step] === "running" ? operation.ends : "running";
      const batchNo = Math.max(1, target.batches + { next: 1, repeat: 0, gap: 2 }[operation.batch]);
      const entry = { step, emitted_at: "2026-11-20T20:00:00.123456Z" };
      const entries: CommandInput<"events.append">["entries"] = [
        { kind: "line", stream: "stdout", body: `batch ${batchNo} ✓`, ...entry },
        to === "running" ? { kind: "step_started", ...entry } : { kind: "step_finished", status: to, ...entry },
      ];
      return directed(
        () => room.call("events.append", key, { lease, batch_no: batchNo, entries }),
        (now) => rules.append(now, leaseIn(now), { batchNo, step, to }),
      );
    }
    case "heartbeat":
      return call(
        () => room.call("runs.heartbeat", key, { worker: makeWorker(), leases: [lease] }),
        (now, { runs }) => {
          const expected = leaseIn(now).state === "live" ? directive(now) : "lost";
          agree("heartbeat", runs, [{ run_id: target.run, directive: expected }]);
        },
      );
    case "finish": {
      const { outcome, thenClaim } = operation;
      const lastBatchNo = target.batches + (operation.complete ? 0 : 1);
      const claim = { claim_id: randomUUID(), worker: makeWorker(), limit: Math.max(thenClaim, 1) };
      const input = {
        ...{ lease, last_batch_no: lastBatchNo, outcome },
        ...(outcome === "failed" ? { failure_code: "step_failed" as const } : {}),
        ...(outcome === "waiting" ? { resume_after_seconds: 3_600 } : {}),
        ...(thenClaim > 0 ? { claim } : {}),
      };
      return call(
        () => answered(room.call("runs.finish", key, input)),
        (now, answer, circumstances) => {
          const verdict = rules.finish(now, leaseIn(now), outcome, lastBatchNo);
          agree(`finish of run ${target.run}`, refusalOf(answer), refusedBy(verdict));
          if (!("value" in answer)) return;
          agree(`status of run ${target.run}`, answer.value.status, verdict);
          if (answer.value.claimed) judgeClaim(now, answer.value.claimed.runs, thenClaim, circumstances);
        },
      );
    }
    case "die":
      return call(
        () => room.sql`update private.leases set expires_at = now() - interval '1 second' where token = ${token}`,
        (now) => {
          const dying = leaseIn(now);
          if (dying.state === "live") dying.state = "dead";
        },
      );
    default:
      return undefined;
  }
}

/** A claim sweeps first. Alone it gets all it wants in the lanes' order; among others it may find rows locked, and get less. */
function judgeClaim(model: Model, claimed: ClaimedRun[], limit: number, { alone, sweeps }: Circumstances): void {
  if (sweeps) rules.expire(model);
  rules.makeDue(model);
  if (alone) agree("runs claimed", claimed.length, Math.min(limit, rules.claimable(model)));
  for (const { lease, start_step } of claimed) {
    const run = model.runs.find((each) => each.number === lease.run_id);
    if (!run || !rules.mayClaim(model, run)) throw new Mismatch(`run ${lease.run_id} may not be claimed`);
    if (alone) agree("next run of its lane", lease.run_id, rules.queueOf(model, run.lane)[0]?.number);
    rules.claim(model, run, lease.token);
    agree("attempt and first step", [lease.attempt, start_step], [run.attempt, run.startStep]);
  }
}

/** An operator's command, sent a second time when nothing else is in flight: the answer stays the same. It sweeps last. */
function command<Name extends CommandName>(
  world: World,
  name: Name,
  input: CommandInput<Name>,
  judge: (model: Model, answer: Answer<CommandOutput<Name>>) => void,
): Call {
  const requestId = randomUUID();
  const send = () => answered(world.room.call(name, world.operator, input, { requestId }));
  return call(
    async () => {
      world.commands += 1;
      const answers = await Promise.all([send(), send()]);
      agree(`${name} sent twice`, answers[1], answers[0]);
      return answers[0];
    },
    (model, answer, { sweeps }) => {
      judge(model, answer);
      if (sweeps) rules.expire(model);
    },
  );
}

function runCall(world: World, operation: Operation, runId: number): Call | undefined {
  const runIn = (model: Model): ModelRun => {
    const run = model.runs.find((each) => each.number === runId);
    if (!run) throw new Mismatch(`there is no run ${runId} yet`);
    return run;
  };
  switch (operation.op) {
    case "cancel":
      return command(world, "runs.cancel", { run_id: runId }, (model, answer) =>
        agree(`cancel of run ${runId}`, refusalOf(answer), refusedBy(rules.cancel(model, runIn(model)))),
      );
    case "retry":
      return command(world, "runs.retry", { run_id: runId, from: operation.from }, (model, answer) =>
        agree(`retry of run ${runId}`, refusalOf(answer), refusedBy(rules.retry(runIn(model), operation.from))),
      );
    case "comeDue":
      return call(
        () => world.room.sql`
          update public.runs set available_at = now() - interval '1 second' where id = ${runId} and available_at is not null`,
        (model) => {
          const run = runIn(model);
          if (run.due === "later") run.due = "passed";
        },
      );
    default:
      return undefined;
  }
}

function otherCall(world: World, operation: Operation): Call | undefined {
  switch (operation.op) {
    case "create": {
      const { lane, priority, maxAttempts, steps, delayed } = operation;
      const input: CommandInput<"runs.create"> = {
        ...{ session_id: world.session.id, lane: world.session.lanes[lane]?.name, priority, max_attempts: maxAttempts },
        ...{ delay_seconds: delayed ? 3_600 : 0 },
        steps: steps.map((kind) =>
          kind === "wait" ? { name: "wait", kind, seconds: 60 } : { name: "work", kind, run: "true" },
        ),
      };
      return command(world, "runs.create", input, (model, answer) => {
        if (!("value" in answer)) throw new Mismatch(`create was refused: ${answer.refused}`);
        model.runs.push({
          ...{ number: answer.value.run.id, lane, priority, maxAttempts, steps, status: "queued", attempt: 0 },
          ...{ failedAttempts: 0, startStep: 0, resuming: false, due: delayed ? "later" : "now" },
          ...{ cancelRequested: false, projected: {} },
        });
      });
    }
    case "claim": {
      const { limit } = operation;
      const input = { claim_id: randomUUID(), worker: makeWorker(), limit };
      return call(
        () => world.room.call("runs.claim", world.key, input),
        (model, { runs }, circumstances) => judgeClaim(model, runs, limit, circumstances),
      );
    }
    case "pause":
    case "resume": {
      const lane_id = world.session.lanes[operation.lane]?.id ?? 0;
      const judge = (model: Model, answer: Answer<unknown>) => {
        agree(operation.op, refusalOf(answer), undefined);
        const lane = model.lanes[operation.lane];
        if (lane) lane.paused = operation.op === "pause";
      };
      return operation.op === "pause"
        ? command(world, "lanes.pause", { lane_id, note: "by the model" }, judge)
        : command(world, "lanes.resume", { lane_id }, judge);
    }
    case "tick":
      return call(
        () => world.room.call("maintenance.tick", world.key, {}),
        (model) => {
          rules.expire(model);
          rules.makeDue(model);
        },
      );
    default:
      return undefined;
  }
}
