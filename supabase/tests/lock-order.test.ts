import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callAs, databaseOf } from "../../e2e/harness/control-room.ts";
import { expireLease, makeWorker } from "../../e2e/harness/factories.ts";
import type { ClaimedRun } from "../functions/_shared/contracts/worker.ts";
import type { Database } from "../functions/ops-executor/database.ts";
import { openTransaction, untilBlocked } from "./support/locks.ts";
import { Stage, step } from "./support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

/** Three runs that one claim has taken and started, downwards by number, so that an order that is right is nobody's luck. */
async function threeRuns() {
  const { session, key } = await stage.aSession(null);
  for (const priority of [1, 2, 3]) await stage.create(session, { priority });
  const claim = { claim_id: randomUUID(), worker: makeWorker(), limit: 3, start: true };
  const { runs } = await stage.room.call("runs.claim", key, claim);
  const leases = runs.map(({ lease }) => lease);
  const ids = leases.map(({ run_id }) => run_id);
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));
  return { key, claim, runs, leases, lowest: ids.at(-1) ?? 0, others: ids.slice(0, -1) };
}

type Runs = Awaited<ReturnType<typeof threeRuns>>;
const batch = ({ lease }: ClaimedRun) => ({ lease, batch_no: 1, entries: [step(0)] });
const end = ({ lease }: ClaimedRun, last_batch_no = 0) => ({ lease, last_batch_no, outcome: "succeeded" });

/** Every call that locks leases of several runs and waits for them. */
const calls: [name: string, call: (database: Database, runs: Runs) => Promise<unknown>][] = [
  [
    "a heartbeat",
    (database, { key, claim: { worker }, leases }) =>
      database.call("heartbeat_runs", [key.key_hash, { jsonb: { worker, leases } }]),
  ],
  ["starts", (database, { key, leases }) => database.call("start_many_runs", [key.key_hash, { jsonb: { leases } }])],
  [
    "batches of lines",
    (database, { key, runs }) => database.call("append_many_events", [key.key_hash, { jsonb: runs.map(batch) }]),
  ],
  [
    "ends",
    (database, { key, runs }) =>
      database.call("finish_many_runs", [key.key_hash, { jsonb: { ends: runs.map((run) => end(run)), claims: [] } }]),
  ],
  ["a claim sent again", (database, { key, claim }) => database.call("claim_runs", [key.key_hash, { jsonb: claim }])],
];

test.each(calls)(
  "%s of several runs waits at the lowest of their leases and holds none above it",
  async (_name, call) => {
    const { sql, executor } = stage.room;
    const three = await threeRuns();
    const other = await openTransaction(sql);
    await other.sql`select from private.leases where run_id = ${three.lowest} for update`;
    const answer = call(databaseOf(executor), three);
    await untilBlocked(sql);
    const free = await sql<{ run_id: string }[]>`
    select run_id from private.leases where run_id = any (${three.others}) order by run_id desc for update skip locked`;
    await other.commit();
    await answer;
    expect(free.map(({ run_id }) => Number(run_id))).toEqual(three.others);
  },
);

test("a heartbeat answers without waiting for a lease that has run out, which somebody is ending", async () => {
  const { sql, executor } = stage.room;
  const { key, claim, leases, lowest, others } = await threeRuns();
  await expireLease(stage.room, lowest);
  const sweep = await openTransaction(sql);
  await sweep.sql`select from private.leases where run_id = ${lowest} for update`;
  const { runs } = await callAs(executor, "runs.heartbeat", key, { worker: claim.worker, leases });
  await sweep.commit();
  expect(runs).toEqual([
    { run_id: lowest, directive: "lost" },
    ...others.toReversed().map((run_id) => ({ run_id, directive: "continue" })),
  ]);
});

test("a claim sent again waits for its leases before it ends what has run out, and holds none of that meanwhile", async () => {
  const { sql, executor } = stage.room;
  const dead = (await threeRuns()).lowest;
  const { key, claim, lowest, leases } = await threeRuns();
  await expireLease(stage.room, dead);
  const other = await openTransaction(sql);
  await other.sql`select from private.leases where run_id = ${lowest} for update`;
  const answer = callAs(executor, "runs.claim", key, claim);
  await untilBlocked(sql);
  const free = await sql`select from private.leases where run_id = ${dead} for update skip locked`;
  await other.commit();
  expect((await answer).runs.map(({ lease }) => lease.run_id).toSorted()).toEqual(
    leases.map(({ run_id }) => run_id).toSorted(),
  );
  expect(free).toHaveLength(1);
  expect(await sql`select from private.leases where run_id = ${dead}`).toHaveLength(0);
});
