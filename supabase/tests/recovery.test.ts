import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha256Hex } from "../../e2e/harness/control-room.ts";
import { claimOne, expireLease, finishOne, makeSession, makeWorker, startOne } from "../../e2e/harness/factories.ts";
import { logHead, rowCounts } from "../../e2e/harness/snapshot.ts";
import { inSeconds, Stage, step } from "./support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

async function attemptsOf(id: number) {
  const rows = await stage.room.sql`
    select number, outcome, failure_code, started_at is not null as started from public.run_attempts where run_id = ${id} order by number`;
  return rows.map((row) => ({ ...row }));
}

describe("an expired lease", () => {
  /** What notices it: each kind of call that sweeps. */
  const sweeps = {
    "a claim": (key: { key_hash: string }) =>
      stage.room
        .sql`select private.claim_runs(${key.key_hash}, ${stage.room.sql.json({ claim_id: randomUUID(), worker: { ...makeWorker() }, limit: 0 })})`,
    "an operator command": () => makeSession(stage.room, stage.operator),
    "a maintenance tick": (key: { key_hash: string }) => stage.room.call("maintenance.tick", key, {}),
  };

  test.each(Object.entries(sweeps))("of a claimed run puts it back unharmed: noticed by %s", async (_, sweep) => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session);
    await claimOne(stage.room, key);
    await expireLease(stage.room, run.id);
    await sweep(key);
    expect(await stage.get(run.id)).toMatchObject({ status: "queued", attempt: 1 });
    expect(await attemptsOf(run.id)).toEqual([
      { number: 1, outcome: "lost", failure_code: "lease_expired", started: false },
    ]);
  });

  test.each(Object.entries(sweeps))("of a running run spends an attempt: noticed by %s", async (_, sweep) => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session, { max_attempts: 2 });
    for (const status of ["queued", "failed"]) {
      await stage.append(key, await startOne(stage.room, key), step(0));
      await expireLease(stage.room, run.id);
      await sweep(key);
      expect(await stage.get(run.id)).toMatchObject({ status });
    }
    expect(await stage.get(run.id)).toMatchObject({ failure_code: "lease_expired", attempt: 2 });
    const steps = await stage.room.sql`select status, failure_code from public.run_steps where run_id = ${run.id}`;
    expect(steps.map((row) => ({ ...row }))).toEqual(
      Array(2).fill({ status: "failed", failure_code: "lease_expired" }),
    );
    await stage.room.call("maintenance.tick", key, {});
    expect(await stage.get(run.id)).toMatchObject({ status: "failed" });
  });

  test("of a claimed run does not count, so a run survives any number of workers that die before they start", async () => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session);
    for (let deaths = 0; deaths < 3; deaths += 1) {
      await claimOne(stage.room, key);
      await expireLease(stage.room, run.id);
    }
    const last = await startOne(stage.room, key);
    expect(last.lease.attempt).toBe(4);
    await finishOne(stage.room, key, last);
    expect(await stage.get(run.id)).toMatchObject({ status: "succeeded" });
  });

  test.each(["claimed", "running"])("of a %s run with a cancel requested cancels it", async (status) => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session, { max_attempts: 3 });
    await (status === "claimed" ? claimOne : startOne)(stage.room, key);
    expect(await stage.cancel(run.id)).toMatchObject({ status });
    await expireLease(stage.room, run.id);
    await stage.room.call("maintenance.tick", key, {});
    expect(await stage.get(run.id)).toMatchObject({ status: "cancelled", failure_code: null });
  });

  test.each(["claimed", "running"])(
    "of a %s run is no obstacle to cancelling it at once, on its last attempt too",
    async (status) => {
      const { session, key } = await stage.aSession();
      const run = await stage.create(session);
      await (status === "claimed" ? claimOne : startOne)(stage.room, key);
      await expireLease(stage.room, run.id);
      expect(await stage.cancel(run.id)).toMatchObject({ status: "cancelled" });
    },
  );

  test("of a resumed run leaves its slot with it, and it is claimed again after the wait", async () => {
    const { session, key } = await stage.aSession(1);
    const first = await stage.aWaitingRun(session, key, { max_attempts: 2 });
    const other = await stage.create(session, { priority: 100 });
    const resumed = await startOne(stage.room, key, makeWorker(), { now: inSeconds(61) });
    expect(resumed).toMatchObject({ lease: { run_id: first.lease.run_id, attempt: 2 }, start_step: 1 });
    await expireLease(stage.room, resumed.lease.run_id);
    await stage.room.call("maintenance.tick", key, {});
    const [row] = await stage.room.sql`select status, holds_slot from public.runs where id = ${first.lease.run_id}`;
    expect(row).toEqual({ status: "queued", holds_slot: true });

    const again = await startOne(stage.room, key);
    expect(again).toMatchObject({ lease: { run_id: first.lease.run_id, attempt: 3 }, start_step: 1 });
    await finishOne(stage.room, key, again);
    expect((await claimOne(stage.room, key)).lease.run_id).toBe(other.id);
  });

  test("is judged by the clock the call is given, to the microsecond of its end", async () => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session);
    const claimed = await claimOne(stage.room, key);
    const expiry = async () => {
      const [row] = await stage.room.sql<
        { at: Date }[]
      >`select expires_at as at from private.leases where run_id = ${run.id}`;
      return row?.at ?? expect.fail("there is no lease");
    };
    const end = await expiry();
    await stage.room.call("maintenance.tick", key, {}, { now: new Date(end.getTime() - 1) });
    expect(await stage.get(run.id)).toMatchObject({ status: "claimed" });
    // A clock that ran behind takes nothing away from the lease.
    await stage.room.call("runs.start", key, { lease: claimed.lease }, { now: inSeconds(-3_600) });
    expect(await expiry()).toEqual(end);
    await stage.room.call(
      "runs.heartbeat",
      key,
      { worker: makeWorker(), leases: [claimed.lease] },
      { now: inSeconds(10) },
    );
    expect((await expiry()).getTime()).toBeGreaterThan(end.getTime() + 5_000);
    await stage.room.call("maintenance.tick", key, {}, { now: inSeconds(26) });
    expect(await stage.get(run.id)).toMatchObject({ status: "failed" });
  });

  test("is one of a bounded number that one claim, command or tick ends, so that none of them takes long", async () => {
    const { session, key } = await stage.aSession(null);
    for (let index = 0; index < 130; index += 1) await stage.create(session);
    const worker = makeWorker();
    for (const limit of [50, 50, 30])
      await stage.room.call("runs.claim", key, { claim_id: randomUUID(), worker, limit });
    const left = async () =>
      (await stage.room.sql`select count(*)::int as n from private.leases where session_id = ${session.id}`)[0]?.n;
    expect(await left()).toBe(130);
    await stage.room
      .sql`update private.leases set expires_at = now() - interval '1 s' where session_id = ${session.id}`;
    await makeSession(stage.room, stage.operator);
    expect(await left()).toBe(110);
    const { expired_leases } = await stage.room.call("maintenance.tick", key, {});
    expect([expired_leases, await left()]).toEqual([100, 10]);
    const { runs } = await stage.room.call("runs.claim", key, { claim_id: randomUUID(), worker, limit: 50 });
    expect([runs.length, await left()]).toEqual([50, 50]);
  });
});

test("a zombie's every write is refused as lease_lost and changes nothing", async () => {
  const { session, key } = await stage.aSession();
  const run = await stage.create(session, { max_attempts: 3 });
  const zombie = await startOne(stage.room, key);
  await stage.append(key, zombie, step(0));
  await expireLease(stage.room, run.id);
  const body = "late";
  const lease = zombie.lease;
  const writes = {
    "runs.start": { lease },
    "events.append": { lease, batch_no: 2, entries: [step(0, "succeeded")] },
    "artifacts.put": {
      ...{ lease, step: 0, name: "n", kind: "text", media_type: "text/plain", encoding: "utf8", body },
      ...{ size: body.length, sha256: sha256Hex(body) },
    },
    "runs.finish": { lease, last_batch_no: 1, outcome: "failed", failure_code: "step_failed" },
  } as const;

  /** Ended; held by another; over: at no time does the old token open anything. */
  const states = [
    async () => undefined,
    async () => void (await stage.room.call("maintenance.tick", key, {})),
    async () => void (await startOne(stage.room, key)),
    async () => void (await stage.cancel(run.id)),
  ];
  for (const enter of states) {
    await enter();
    const before = [await rowCounts(stage.room.sql), await logHead(stage.room.sql, run.id), await stage.get(run.id)];
    for (const name of ["runs.start", "events.append", "artifacts.put", "runs.finish"] as const)
      await expect(stage.room.call(name, key, writes[name])).rejects.toMatchObject({ code: "lease_lost" });
    const worker = makeWorker();
    const beat = await stage.room.call("runs.heartbeat", key, { worker, leases: [lease] });
    expect(beat.runs).toEqual([{ run_id: run.id, directive: "lost" }]);
    await stage.room.sql`delete from public.workers where id = ${worker.id}`;
    expect([await rowCounts(stage.room.sql), await logHead(stage.room.sql, run.id), await stage.get(run.id)]).toEqual(
      before,
    );
  }
});
