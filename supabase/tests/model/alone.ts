/** Sequences in which one thing happens at a time: in one transaction, so that what might have come instead can be tried and undone. */
import postgres from "postgres";
import { type ControlRoom, callAs } from "../../../e2e/harness/control-room.ts";
import { commands } from "../../functions/_shared/contracts/commands.ts";
import { Mismatch, undoing, type World } from "./call.ts";
import { prepare } from "./calls.ts";
import type { Fork } from "./forks.ts";
import { observed, predicted } from "./observe.ts";
import { observedAlone, predictedAlone } from "./observe-alone.ts";
import type { Operation } from "./operations.ts";
import { compare, endings, type Lab, openLab, openWorld } from "./sequence.ts";
import { emptyModel, isFinal, type Model } from "./state.ts";

/** A database in which nothing is ever committed. */
export interface LoneLab extends Lab {
  connection: postgres.Sql;
  /** Sequences that were judged to their end. */
  judged: number;
}

export async function openLoneLab(): Promise<LoneLab> {
  const lab = await openLab();
  const connection = postgres(lab.room.database.adminUrl, { max: 1, onnotice: () => undefined });
  const close = async () => {
    await connection.end({ timeout: 2 });
    await lab.close();
  };
  return { ...lab, room: roomOn(lab.room, connection), observer: connection, connection, judged: 0, close };
}

/** Everything on one connection. Commands of operators undo what they refuse by themselves. */
function roomOn(room: ControlRoom, sql: postgres.Sql): ControlRoom {
  return {
    ...{ ...room, sql, executor: sql },
    async call(name, as, input, options) {
      const send = () => callAs(sql, name, as, input, options);
      return await (commands[name].kind === "worker" ? undoing(sql, send) : send());
    },
  };
}

export async function runForks(lab: LoneLab, forks: Fork[]): Promise<void> {
  const sql = lab.connection;
  await sql`begin`;
  try {
    const world = await openWorld(lab);
    let model = emptyModel();
    for (const { instead, next } of forks) {
      for (const operations of instead) {
        const { commands: sent } = world;
        await sql`savepoint fork`;
        let other = model;
        for (const operation of operations) other = await judged(world, other, operation);
        if (other !== model) lab.judged += 1;
        await sql`rollback to savepoint fork`;
        world.commands = sent;
      }
      model = await judged(world, model, next);
    }
    for (const operation of endings(model)) model = await judged(world, model, operation, operation.op === "tick");
    if (!model.runs.every(isFinal)) throw new Error("runs are left over that nobody can end");
    lab.judged += 1;
  } finally {
    await sql`rollback`;
  }
}

/** The model after an operation that agrees with it; the same one when there is nothing that it could be about. */
async function judged(world: World, model: Model, operation: Operation, look = true): Promise<Model> {
  const call = prepare(world, model, operation);
  if (!call) return model;
  try {
    const answer = await call.send();
    const next = structuredClone(model);
    call.judge(next, answer, { alone: true, sweeps: true });
    if (!look) return next;
    const sql = world.observer;
    const [picture, more] = await Promise.all([
      observed(sql, world.session.id),
      observedAlone(sql, world.session.id, userOf(world), world.start),
    ]);
    compare(predicted(next, world.commands), picture);
    compare(predictedAlone(next), more);
    return next;
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw new Error(`after ${JSON.stringify(operation)}:\n${error.message}`, { cause: error });
  }
}

function userOf({ operators: [operator] }: World): string {
  if (!("user_id" in operator)) throw new Error("the model's operators are people");
  return operator.user_id;
}
