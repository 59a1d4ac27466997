import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import postgres from "postgres";
import { openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser } from "../../../e2e/harness/factories.ts";
import { plantFault } from "../../../e2e/harness/planted-fault.ts";
import { roles } from "./asks.ts";
import { Mismatch, type World } from "./call.ts";
import { prepare } from "./calls.ts";
import { observed, predicted } from "./observe.ts";
import type { Operation } from "./operations.ts";
import { emptyModel, isFinal, laneCapacities, type Model, workerLabels } from "./state.ts";
import { scheduledTemplate, templates } from "./templates.ts";

/** A database for sequences. */
export interface Lab extends Pick<World, "room" | "operators" | "observer"> {
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const room = await openControlRoom({ connections: 6 });
  const [first, ...rest] = roles;
  const others = await Promise.all(rest.map((role) => makeUser(room, role)));
  const operators = [await makeUser(room, first), ...others] as const;
  // Claims close lanes without work at once, as they do where many are open.
  await plantFault(room.sql, { functionName: "take_runs", replace: [["cardinality(v_lanes) >= 8", "true"]] });
  // And some set marks, as they do where much has gone.
  await plantFault(room.sql, {
    functionName: "was_slow",
    replace: [["clock_timestamp() - p_begun_at > interval '1 millisecond'", "random() < 0.3"]],
  });
  const published = [scheduledTemplate, ...templates];
  await Promise.all(published.map((template) => room.call("templates.publish", operators[0], template)));
  // Prepared, unlike all others: planning the picture takes longer than drawing it.
  const observer = postgres(room.database.adminUrl, { max: 1 });
  const close = async () => {
    await observer.end({ timeout: 2 });
    await room.close();
  };
  return { room, operators, observer, close };
}

/** A session of its own, with a key that sees nothing else. */
export async function openWorld({ room, operators, observer }: Lab): Promise<World> {
  const lanes = laneCapacities.map((capacity, index) => ({ name: `lane ${index}`, capacity }));
  const session = await makeSession(room, operators[0], { lanes });
  const key = await makeKey(room, ["runs.work"]);
  await room.sql`
    update public.api_keys k set session_ids = array[${session.id}::bigint]
    from private.api_key_secrets s where s.api_key_id = k.id and s.key_sha256 = ${key.key_hash}`;
  const workers = workerLabels.map(() => randomUUID());
  const hour = 3_600_000;
  const start = new Date((Math.floor(Date.now() / hour) - 240) * hour);
  return { room, operators, observer, key, workers, session, start, commands: 0 };
}

/** Runs a sequence in a session of its own, model and database side by side; throws at the first step after which they differ. */
export async function runSequence(lab: Lab, sequence: Operation[][]): Promise<void> {
  const world = await openWorld(lab);
  const { sql } = world.room;
  try {
    let model = emptyModel();
    for (const operations of sequence) model = await together(world, model, operations);
    for (const operation of endings(model)) model = await together(world, model, [operation], operation.op === "tick");
    if (!model.runs.every(isFinal)) throw new Error("runs are left over that nobody can end");
  } finally {
    // A sequence that failed leaves nothing for the next one's sweeps.
    await sql`delete from private.leases where session_id = ${world.session.id}`;
    await sql`
      update public.runs set available_at = 'infinity' where session_id = ${world.session.id} and status in ('queued', 'waiting')`;
  }
}

/**
 * Fires operations at once. Their answers and, when somebody looks, what they leave behind have to fit one order in which the model takes
 * them.
 */
async function together(world: World, model: Model, operations: Operation[], look = true): Promise<Model> {
  const calls = operations.map((operation) => prepare(world, model, operation)).filter((call) => call !== undefined);
  if (calls.length === 0) return model;
  const alone = calls.length === 1;
  const answers = await Promise.all(calls.map((call) => call.send()));
  // What a sweep had to leave alone, because it was locked, the next one finds.
  const sweep = alone ? undefined : prepare(world, model, { op: "tick" });
  await sweep?.send();
  const actual = look ? await observed(world.observer, world.session.id) : undefined;

  const reasons: string[] = [];
  for (const { order, swept } of histories(calls.length)) {
    const next = structuredClone(model);
    try {
      for (const index of order) {
        calls[index]?.judge(next, answers[index], { alone, sweeps: alone || swept.has(index) });
      }
      sweep?.judge(next, undefined, { alone: true, sweeps: true });
      if (actual) compare(predicted(next, world.commands), actual);
      return next;
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      reasons.push(error.message);
    }
  }
  throw new Error(`after ${JSON.stringify(operations)}:\n${[...new Set(reasons)].join("\nor\n")}`);
}

export function compare(expected: object, actual: object): void {
  if (!isDeepStrictEqual(actual, expected))
    throw new Mismatch(
      `the database: ${JSON.stringify(actual, null, 1)}\nthe model: ${JSON.stringify(expected, null, 1)}`,
    );
}

/** What ends everything: every status that is not final has a legal cancel, and when the workers are gone, too, nothing is left. */
export function endings({ runs, leases }: Model): Operation[] {
  const cancels = runs.map((run, index) => ({ run, back: runs.length - 1 - index })).filter(({ run }) => !isFinal(run));
  const live = leases.filter(({ state }) => state !== "ended");
  return [
    ...cancels.map(({ back }) => ({ op: "cancel", force: false, run: { back, any: true } }) as const),
    ...live.map((_, back) => ({ op: "die", lease: { back, any: false } }) as const),
    { op: "tick" },
  ];
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
