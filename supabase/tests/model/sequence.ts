import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import postgres from "postgres";
import { openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser } from "../../../e2e/harness/factories.ts";
import { Mismatch, type World } from "./call.ts";
import { prepare } from "./calls.ts";
import { observed, type Picture, predicted } from "./observe.ts";
import type { Operation } from "./operations.ts";
import { emptyModel, isFinal, laneCapacities, type Model, workerLabels } from "./state.ts";
import { templates } from "./templates.ts";

/** A database for sequences. */
export interface Lab extends Pick<World, "room" | "operators" | "observer"> {
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const room = await openControlRoom({ connections: 6 });
  const operators = [await makeUser(room, "operator"), await makeUser(room, "operator")] as const;
  await Promise.all(templates.map((template) => room.call("templates.publish", operators[0], template)));
  // Prepared, unlike all others: planning the picture takes longer than drawing it.
  const observer = postgres(room.database.adminUrl, { max: 1 });
  const close = async () => {
    await observer.end({ timeout: 2 });
    await room.close();
  };
  return { room, operators, observer, close };
}

/** Runs a sequence in a session of its own, model and database side by side; throws at the first step after which they differ. */
export async function runSequence({ room, operators, observer }: Lab, sequence: Operation[][]): Promise<void> {
  const lanes = laneCapacities.map((capacity, index) => ({ name: `lane ${index}`, capacity }));
  const session = await makeSession(room, operators[0], { lanes });
  const key = await makeKey(room, ["runs.work"]);
  await room.sql`
    update public.api_keys k set session_ids = array[${session.id}::bigint]
    from private.api_key_secrets s where s.api_key_id = k.id and s.key_sha256 = ${key.key_hash}`;
  const workers = workerLabels.map(() => randomUUID());
  const world: World = { room, operators, observer, key, workers, session, commands: 0 };
  try {
    let model = emptyModel();
    for (const operations of sequence) model = await together(world, model, operations);
    await bringToItsEnd(world, model);
  } finally {
    // A sequence that failed leaves nothing for the next one's sweeps.
    await room.sql`delete from private.leases where session_id = ${session.id}`;
    await room.sql`
      update public.runs set available_at = 'infinity' where session_id = ${session.id} and status in ('queued', 'waiting')`;
  }
}

/** Fires operations at once. Their answers and what they leave behind have to fit one order in which the model takes them. */
async function together(world: World, model: Model, operations: Operation[]): Promise<Model> {
  const calls = operations.map((operation) => prepare(world, model, operation)).filter((call) => call !== undefined);
  if (calls.length === 0) return model;
  const alone = calls.length === 1;
  const answers = await Promise.all(calls.map((call) => call.send()));
  // What a sweep had to leave alone, because it was locked, the next one finds.
  const sweep = alone ? undefined : prepare(world, model, { op: "tick" });
  await sweep?.send();
  const actual = await observed(world.observer, world.session.id);

  const reasons: string[] = [];
  for (const { order, swept } of histories(calls.length)) {
    const next = structuredClone(model);
    try {
      for (const index of order) {
        calls[index]?.judge(next, answers[index], { alone, sweeps: alone || swept.has(index) });
      }
      sweep?.judge(next, undefined, { alone: true, sweeps: true });
      compare(predicted(next, world.commands), actual);
      return next;
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      reasons.push(error.message);
    }
  }
  throw new Error(`after ${JSON.stringify(operations)}:\n${[...new Set(reasons)].join("\nor\n")}`);
}

function compare(expected: Picture, actual: Picture): void {
  if (!isDeepStrictEqual(actual, expected))
    throw new Mismatch(
      `the database: ${JSON.stringify(actual, null, 1)}\nthe model: ${JSON.stringify(expected, null, 1)}`,
    );
}

/** Every status that is not final has a legal cancel, and when the workers are gone, too, nothing is left. */
async function bringToItsEnd(world: World, start: Model): Promise<void> {
  let model = start;
  const newest = { back: 0, any: false };
  for (let left = model.runs.length; left > 0; left -= 1)
    model = await together(world, model, [{ op: "cancel", force: false, run: { back: left - 1, any: true } }]);
  for (let left = model.leases.filter((lease) => lease.state !== "ended").length; left > 0; left -= 1)
    model = await together(world, model, [{ op: "die", lease: { ...newest, back: left - 1 } }]);
  model = await together(world, model, [{ op: "tick" }]);
  if (!model.runs.every(isFinal)) throw new Error("runs are left over that nobody can end");
}

/** Every order in which calls that were in flight together may have happened, and which of them found dead leases unlocked. */
function histories(calls: number): { order: number[]; swept: Set<number> }[] {
  const indices = Array.from({ length: calls }, (_, index) => index);
  const subsets = indices.reduce<number[][]>((all, index) => all.flatMap((some) => [[...some, index], some]), [[]]);
  return subsets.flatMap((swept) => orders(indices).map((order) => ({ order, swept: new Set(swept) })));
}

function orders<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((first, index) => orders(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}
