/** Commands of operators, and the clock's work on runs. */
import { randomUUID } from "node:crypto";
import type { CallOptions } from "../../../e2e/harness/control-room.ts";
import type { CommandInput, CommandName, CommandOutput } from "../../functions/_shared/contracts/commands.ts";
import { type Answer, agree, answered, type Call, call, Mismatch, refusalOf, refusedBy, type World } from "./call.ts";
import { bringDue } from "./clock.ts";
import type { Operation } from "./operations.ts";
import * as rules from "./rules.ts";
import * as operators from "./rules-of-operators.ts";
import { type Model, type ModelRun, newRun } from "./state.ts";
import { slugOf, stepsOf } from "./templates.ts";

export type Sent = <Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
) => Promise<Answer<CommandOutput<Name>>>;

/** How an operator sends a command: every third one twice, under one request id; the answer stays the same. */
export const sender =
  (world: World, by: number, options: CallOptions = {}): Sent =>
  async (name, input) => {
    const requestId = randomUUID();
    const as = world.operators[by] ?? world.operators[0];
    const send = () => answered(world.room.call(name, as, input, { ...options, requestId }));
    const [first, again] = await Promise.all([send(), world.commands % 3 === 0 ? send() : undefined]);
    if (again) agree(`${name} sent twice`, again, first);
    return first;
  };

/** An operator's command. It sweeps last. */
export function command<Name extends CommandName>(
  world: World,
  name: Name,
  input: CommandInput<Name>,
  judge: (model: Model, answer: Answer<CommandOutput<Name>>) => void,
  { ofSession = true, by = 0, ...options }: CallOptions & { ofSession?: boolean; by?: number } = {},
): Call {
  return call(
    () => {
      if (ofSession) world.commands += 1;
      return sender(world, by, options)(name, input);
    },
    (model, answer, { sweeps }) => {
      judge(model, answer);
      if (sweeps) rules.expire(model);
    },
  );
}

export function findRun(model: Model, runId: number): ModelRun {
  const run = model.runs.find((each) => each.number === runId);
  if (!run) throw new Mismatch(`there is no run ${runId} yet`);
  return run;
}

export function runCall(world: World, operation: Operation, runId: number): Call | undefined {
  const runIn = (model: Model): ModelRun => findRun(model, runId);
  switch (operation.op) {
    case "cancel":
      return command(world, "runs.cancel", { run_id: runId, force: operation.force }, (model, answer) =>
        agree(
          `cancel of run ${runId}`,
          refusalOf(answer),
          refusedBy(operators.cancel(model, runIn(model), operation.force)),
        ),
      );
    case "retry": {
      const { from, by } = operation;
      return command(
        ...([world, "runs.retry", { run_id: runId, from }] as const),
        (model, answer) =>
          agree(`retry of run ${runId}`, refusalOf(answer), refusedBy(operators.retry(runIn(model), from, by))),
        { by },
      );
    }
    case "move": {
      const lane_id = world.session.lanes[operation.lane]?.id;
      return command(world, "runs.move", { run_id: runId, lane_id }, (model, answer) =>
        agree(`move of run ${runId}`, refusalOf(answer), refusedBy(operators.move(runIn(model), operation.lane))),
      );
    }
    case "prioritize": {
      const { priority } = operation;
      return command(world, "runs.set_priority", { run_id: runId, priority }, (model, answer) =>
        agree(`priority of run ${runId}`, refusalOf(answer), refusedBy(operators.prioritize(runIn(model), priority))),
      );
    }
    case "comeDue":
      return call(
        () => bringDue(world.room.sql, runId),
        (model) => {
          const run = runIn(model);
          if (run.due === "later") run.due = "passed";
        },
      );
    case "outstay":
      return call(
        () => world.room.sql`
          update public.runs set queued_at = queued_at - (queue_expires_at - now() + interval '1 second'), queue_expires_at = now() - interval '1 second'
          where id = ${runId} and queue_expires_at is not null`,
        (model) => {
          const run = runIn(model);
          if (run.expiry === "later") run.expiry = "passed";
        },
      );
    default:
      return undefined;
  }
}

export function sessionCall(world: World, operation: Operation): Call | undefined {
  switch (operation.op) {
    case "create":
      return createCall(world, operation);
    case "createMany":
      return createManyCall(world, operation);
    case "pause":
    case "resume":
    case "setCapacity":
      return laneCall(world, operation);
    case "drain":
    case "undrain": {
      const { op, worker } = operation;
      const input = { worker_id: world.workers[worker] ?? "" };
      return command(
        ...([world, `workers.${op}` as const, input] as const),
        (model, answer) =>
          agree(op, refusalOf(answer), refusedBy(operators.setDraining(model, worker, op === "drain"))),
        { ofSession: false }, // a worker is of no session
      );
    }
    default:
      return undefined;
  }
}

type Create = Extract<Operation, { op: "create" }>;
type CreateMany = Extract<Operation, { op: "createMany" }>;
/** What all runs of a create have in common. */
function planOf({ session }: World, { lane, demand, maxAttempts, steps, delayed, expires }: Create | CreateMany) {
  return {
    ...{ session_id: session.id, lane: session.lanes[lane]?.name, max_attempts: maxAttempts },
    ...{ delay_seconds: delayed ? 3_600 : 0, timeout_seconds: 3_600 },
    ...(expires ? { expires_in_seconds: 3_600 } : {}),
    ...(demand === "none" ? { steps: stepsOf(steps) } : { template: slugOf(demand, steps) }),
  };
}
function made(
  { lane, demand, maxAttempts, steps, delayed, expires }: Create | CreateMany,
  number: number,
  priority: number,
) {
  const when = { due: delayed ? "later" : "now", expiry: expires ? "later" : "never" } as const;
  return newRun({ number, lane, priority, demand, maxAttempts, steps, ...when });
}

function createCall(world: World, operation: Create): Call {
  const { priority } = operation;
  const input = { ...planOf(world, operation), priority, parameters: { session: world.session.id } };
  return command(world, "runs.create", input, (model, answer) => {
    if (!("value" in answer)) throw new Mismatch(`create was refused: ${answer.refused}`);
    model.runs.push(made(operation, answer.value.run.id, priority));
  });
}

/** All of them or, where one is wrong, none. */
function createManyCall(world: World, operation: CreateMany): Call {
  const { priorities, demand } = operation;
  const wrong = operation.wrong && demand !== "none" ? priorities.length - 1 : undefined;
  const runs = priorities.map((priority, index) => ({
    ...{ priority, parameters: { session: index === wrong ? "none" : world.session.id } },
  }));
  return command(world, "runs.create_many", { ...planOf(world, operation), runs }, (model, answer) => {
    agree("create of many", refusalOf(answer), wrong === undefined ? undefined : "invalid_input");
    const numbers = "value" in answer ? answer.value.run_ids : [];
    model.runs.push(...numbers.map((number, index) => made(operation, number, priorities[index] ?? 0)));
  });
}

type LaneOperation = Extract<Operation, { op: "pause" | "resume" | "setCapacity" }>;
function laneCall(world: World, operation: LaneOperation): Call {
  const lane_id = world.session.lanes[operation.lane]?.id ?? 0;
  const judge = (model: Model, answer: Answer<unknown>) => {
    agree(operation.op, refusalOf(answer), undefined);
    const lane = model.lanes[operation.lane];
    if (lane && operation.op === "setCapacity") lane.capacity = operation.capacity;
    else if (lane) lane.paused = operation.op === "pause";
  };
  switch (operation.op) {
    case "pause":
      return command(world, "lanes.pause", { lane_id, note: "by the model" }, judge);
    case "resume":
      return command(world, "lanes.resume", { lane_id }, judge);
    case "setCapacity":
      return command(world, "lanes.set_capacity", { lane_id, capacity: operation.capacity }, judge);
  }
}
