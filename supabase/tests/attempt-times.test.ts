import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callAs, connect } from "../../e2e/harness/control-room.ts";
import { claimOne, makeWorker, startOne } from "../../e2e/harness/factories.ts";
import { seeded, withSeed } from "../../e2e/harness/seed.ts";
import { outcomeOf } from "./support/audit.ts";
import { openTransaction } from "./support/locks.ts";
import { entriesOf } from "./support/log.ts";
import { Stage } from "./support/stage.ts";

const ROUNDS = 12;
const RUNS = 16;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

/** Attempts that end before they begin, or begin before the one before has ended. */
async function impossibleAttempts(): Promise<string[]> {
  const rows = await stage.room.sql<{ attempt: string }[]>`
    select format('%s/%s from %s to %s, the one before to %s', a.run_id, a.number, a.claimed_at, a.finished_at, a.previous) as attempt
    from (
      select b.*, lag(b.finished_at) over (partition by b.run_id order by b.number) as previous from public.run_attempts b
    ) a
    where a.finished_at < a.claimed_at or a.finished_at < a.started_at or a.claimed_at < a.previous`;
  return rows.map(({ attempt }) => attempt);
}

/** Entries that are older than the one before. */
async function stepsBack(): Promise<string[]> {
  const rows = await stage.room.sql<{ entry: string }[]>`
    select format('entry %s of run %s', e.seq, e.run_id) as entry
    from (
      select b.*, lag(b.recorded_at) over (partition by b.run_id order by b.seq) as previous from public.run_events b
    ) e
    where e.recorded_at < e.previous`;
  return rows.map(({ entry }) => entry);
}

test("an end that began before what was logged in between steps back in no log", async () => {
  const { room, operator } = stage;
  const { session, key } = await stage.aSession();
  const { id } = await stage.create(session);
  const claimed = await startOne(room, key);
  const finishing = await openTransaction(room.executor);
  await room.call("runs.cancel", operator, { run_id: id });
  await callAs(finishing.sql, "runs.finish", key, { lease: claimed.lease, last_batch_no: 0, outcome: "cancelled" });
  await finishing.commit();
  expect((await entriesOf(room, id)).map(({ kind }) => kind).slice(-2)).toEqual(["cancel_requested", "run_cancelled"]);
  expect(await stepsBack()).toEqual([]);
});

test("a cancel by force that had to wait for the claim ends the attempt after it began", async () => {
  const { room, operator } = stage;
  const { session, key } = await stage.aSession();
  const { id } = await stage.create(session);
  const cancelling = await openTransaction(room.executor);
  await claimOne(room, key);
  const { run } = await callAs(cancelling.sql, "runs.cancel", operator, { run_id: id, force: true });
  await cancelling.commit();
  expect(run.status).toBe("cancelled");
  expect(await impossibleAttempts()).toEqual([]);
});

test("whoever cancels by force beside claims, no attempt ends before it began", () =>
  withSeed(async (seed) => {
    const random = seeded(seed);
    const { room, operator } = stage;
    const { session, key } = await stage.aSession(null);
    const runs = await Promise.all(Array.from({ length: RUNS }, () => stage.create(session)));
    const connections = Array.from({ length: 8 }, () => connect(room.database.executorUrl, 1));
    let ended = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(
        connections.map(async (sql, index) => {
          if (index < 2) {
            await callAs(sql, "runs.claim", key, { claim_id: randomUUID(), worker: makeWorker(), limit: RUNS / 2 });
            return;
          }
          for (let n = 0; n < 4; n += 1) {
            const run_id = random.pickAny(runs)?.id ?? 0;
            const outcome = await outcomeOf(callAs(sql, "runs.cancel", operator, { run_id, force: true }));
            expect(["ok", "run_final"]).toContain(outcome);
            ended += Number(outcome === "ok");
          }
        }),
      );
      for (const { id: run_id } of runs) await outcomeOf(room.call("runs.retry", operator, { run_id }));
      await room.sql`
        update public.runs set available_at = now() - interval '1 second'
        where session_id = ${session.id} and available_at is not null`;
    }
    await Promise.all(connections.map((sql) => sql.end({ timeout: 2 })));
    expect(await impossibleAttempts()).toEqual([]);
    expect(await stepsBack()).toEqual([]);
    expect(ended).toBeGreaterThan(ROUNDS);
  }));
