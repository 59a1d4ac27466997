import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { plantFault } from "../harness/planted-fault.ts";
import { openStage, type Stage } from "./support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

/** More than the calls that ops-executor has under way (2) and lets wait for the database (200), for 5 s each. */
const CALLERS = 205;
const PATIENCE_MS = 5_000;

it("a worker keeps its lease while more is asked of the database than it can take, for longer than a lease", async () => {
  const { service, operator } = stage;
  const { sql } = service.room;
  await stage.worker();
  const run = await stage.run([`echo begun; until test -e "$OPS_PARAM_FOLDER/go"; do sleep 0.1; done`]);
  await stage.prints(run, "begun");

  // So slow that who comes to the end of the line is turned away before it is their turn.
  const slow = { functionName: "query", replace: [["begin\n", "begin perform pg_sleep(1);\n"]] } as const;
  const repair = await plantFault(sql, slow);
  let calm = false;
  const overloaded = Promise.withResolvers<void>();
  const callers = Array.from({ length: CALLERS }, async (_, n) => {
    // One after the other, so that they are not all turned away at once, which would leave nobody in the line.
    await delay((n * PATIENCE_MS) / CALLERS);
    while (!calm) {
      await operator.listSessions({}).catch(() => overloaded.resolve());
      await delay(20);
    }
  });
  await overloaded.promise;
  const [lease] = await sql`select now() + interval '15 seconds' as over_at`;
  const isOver = async () => {
    const [row] = await sql`select now() > ${lease?.over_at} as yes`;
    return row?.yes;
  };
  await expect.poll(isOver, { timeout: 60_000, interval: 500 }).toBe(true);
  calm = true;
  await Promise.all(callers);
  await repair();

  const go = await stage.run([`touch "$OPS_PARAM_FOLDER/go"`]);
  for (const each of [go, run]) expect(await stage.reaches(each, "succeeded")).toMatchObject({ attempt: 1 });
});
