import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeRun, makeWorker } from "../../e2e/harness/factories.ts";
import { type PlanWatcher, watchPlans } from "./support/plans.ts";
import { Stage } from "./support/stage.ts";

let stage: Stage;
let plans: PlanWatcher;
beforeAll(async () => {
  stage = await Stage.open();
  plans = await watchPlans(stage.room.database.superUrl);
});
afterAll(async () => {
  await plans?.end();
  await stage.close();
});

const written = ["runs", "run_attempts", "run_steps", "run_events", "log_heads", "leases"];

test("ends and claims find by key what is theirs, also by plans from when the tables were empty", async () => {
  const { room, operator } = stage;
  const { session, key } = await stage.aSession(null);
  const root = postgres(room.database.superUrl, { max: 1, onnotice: () => undefined });
  for (const table of written) {
    const schema = table === "log_heads" || table === "leases" ? "private" : "public";
    await root.unsafe(`vacuum analyze ${schema}.${table}`);
  }
  await root.end();
  for (let made = 0; made < 40; made += 1) await makeRun(room, operator, { session_id: session.id });
  const claim = (limit: number) => ({ claim_id: randomUUID(), worker: makeWorker(), limit, start: true });
  const { runs } = await room.call("runs.claim", key, claim(30));
  const entry = { step: 0, emitted_at: new Date().toISOString() };
  const entries = [
    { kind: "step_started", ...entry },
    { kind: "step_finished", ...entry, status: "succeeded", exit_code: 0 },
  ];
  const ends = runs.slice(0, 3).map(({ lease }) => ({ lease, last_batch_no: 1, entries, outcome: "succeeded" }));
  const input = { ends, claims: [claim(3)] };

  let answer: unknown;
  const scans = await plans.watch(
    async (sql) => {
      [answer] = await sql`select private.finish_many_runs(${key.key_hash}, ${sql.json(input)}) as said`;
    },
    { bounds: true },
  );

  expect(answer).toMatchObject({
    said: { ends: Array(3).fill({ status: "succeeded" }), claimed: [{ runs: [{}, {}, {}] }] },
  });
  const unbounded = scans.filter((scan) => / from end to end$|: Seq Scan/.test(scan));
  expect(unbounded.filter((scan) => written.some((table) => scan.startsWith(`${table}: `)))).toEqual([
    // As many as there are slots.
    "leases: Seq Scan",
    // The first of each: what falls due next.
    "runs: Index Only Scan by runs_due from end to end",
    "runs: Index Only Scan by runs_queue_expiry from end to end",
  ]);
});
