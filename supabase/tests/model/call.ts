/** What it takes to send an operation to the real database and to judge its answer. */
import type postgres from "postgres";
import { type ControlRoom, type Credential, Refusal } from "../../../e2e/harness/control-room.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import type { Circumstances } from "./circumstances.ts";
import type { Model } from "./state.ts";

export interface World {
  room: ControlRoom;
  /** As in `roles`; the first one sends what nobody else is named for. */
  operators: readonly [Credential, ...Credential[]];
  /** Draws the picture of the database. */
  observer: postgres.Sql;
  key: { key_hash: string };
  /** Ids of the model's workers. */
  workers: readonly string[];
  session: Session;
  /** Minute 0 of the model's own clock, by which schedules go. */
  start: Date;
  /** Operator commands about this session sent so far, each under a request id of its own. */
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
export function agree(what: string, actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Mismatch(`${what}: ${JSON.stringify(actual)}, the model says ${JSON.stringify(expected)}`);
}

export type Answer<T> = { value: T } | { refused: string };
export async function answered<T>(work: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.code };
    throw error;
  }
}

/** Within a transaction that goes on: what is refused takes back what it did, as its own transaction would. */
export async function undoing<T>(sql: postgres.Sql, work: () => Promise<T>): Promise<T> {
  await sql`savepoint before_call`;
  try {
    return await work();
  } catch (error) {
    await sql`rollback to savepoint before_call`;
    throw error;
  }
}

/** Ties what is sent to how its answer is judged. */
export function call<T>(
  send: () => Promise<T>,
  judge: (model: Model, answer: Awaited<T>, circumstances: Circumstances) => void,
): Call {
  return { send, judge: (model, answer, circumstances) => judge(model, answer as Awaited<T>, circumstances) }; // it is what `send` gave
}

export const refusalOf = (answer: Answer<unknown>) => ("refused" in answer ? answer.refused : undefined);
export const refusedBy = (verdict: object | string) =>
  typeof verdict === "object" && "refused" in verdict ? verdict.refused : undefined;
