import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refusing } from "../../e2e/harness/control-room.ts";
import { expireLease, finishOne, makeRun, makeUser, startOne } from "../../e2e/harness/factories.ts";
import { plantFault } from "../../e2e/harness/planted-fault.ts";
import { verifyRunLog } from "../../lib/run-log/verify.ts";
import type { Session } from "../functions/_shared/contracts/session.ts";
import { expectRefused, outcomeOf } from "./support/audit.ts";
import { makeLimitedKey } from "./support/callers.ts";
import { entriesOf, verdictOfSql } from "./support/log.ts";
import { Stage } from "./support/stage.ts";
import { artifact } from "./support/worker-side.ts";

let stage: Stage;
let admin: { user_id: string };
let session: Session;
let key: { key_hash: string };
beforeAll(async () => {
  stage = await Stage.open();
  admin = await makeUser(stage.room, "admin");
});
afterAll(() => stage.close());
beforeEach(async () => {
  ({ session, key } = await stage.aSession(null));
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const tick = (days: number) => stage.room.call("maintenance.tick", key, {}, { now: inDays(days) });
const tracesOf = (id: number) => stage.room.sql`
  select entries::int, encode(head, 'hex') as head, artifacts, purged_by from public.run_log_purges where run_id = ${id} order by entries`;
const isPurged = async (id: number) => (await tracesOf(id)).length > 0;

async function succeeded(): Promise<number> {
  const run = await stage.create(session);
  const claimed = await startOne(stage.room, key);
  await stage.room.call("artifacts.put", key, { lease: claimed.lease, ...artifact("content") });
  await finishOne(stage.room, key, claimed);
  return run.id;
}
async function cancelled(): Promise<number> {
  const run = await stage.create(session);
  await stage.cancel(run.id);
  return run.id;
}
async function failed(): Promise<number> {
  const run = await stage.create(session);
  const claimed = await startOne(stage.room, key);
  await stage.fail(key, claimed);
  return run.id;
}

describe("logs and artifacts", () => {
  test("are purged 30 days after a run has succeeded, 90 after it failed or was cancelled", async () => {
    const [good, bad, stopped] = [await succeeded(), await failed(), await cancelled()];
    const purged = async () => [await isPurged(good), await isPurged(bad), await isPurged(stopped)];
    await tick(29.9);
    expect(await purged()).toEqual([false, false, false]);
    expect((await tick(30.1)).purged_runs).toBeGreaterThanOrEqual(1);
    expect(await purged()).toEqual([true, false, false]);
    await tick(89.9);
    expect(await purged()).toEqual([true, false, false]);
    await tick(90.1);
    expect(await purged()).toEqual([true, true, true]);
    expect((await tick(90.1)).purged_runs).toBe(0);
  });

  test("leave the run, its attempts and steps, count and head of the log, and what the artifacts were", async () => {
    const id = await succeeded();
    const [before, entries] = [await stage.get(id), await entriesOf(stage.room, id)];
    await tick(31);
    const after = await stage.room.call("events.list", stage.operator, { run_id: id });
    const [trace] = await tracesOf(id);
    const content = artifact("content");
    expect(trace).toEqual({
      entries: entries.length,
      head: entries.at(-1)?.hash,
      artifacts: [{ name: "report", attempt: 1, size: content.size, sha256: content.sha256 }],
      purged_by: "retention",
    });
    expect(after).toMatchObject({ entries: [], last_seq: entries.length, purged: { entries: entries.length } });
    expect(await stage.get(id)).toEqual(before);
    const [left] = await stage.room.sql`
      select (select count(*)::int from public.artifacts where run_id = ${id}) as artifacts,
        (select count(*)::int from public.run_attempts where run_id = ${id}) as attempts,
        (select count(*)::int from public.run_steps where run_id = ${id}) as steps`;
    expect(left).toEqual({ artifacts: 0, attempts: 1, steps: 1 });
  });

  test("of a run that is retried later begin anew, verify from the purge on, and are purged again in their time", async () => {
    const id = await failed();
    await tick(91);
    await stage.room.call("runs.retry", stage.operator, { run_id: id }, { now: inDays(92) });
    await finishOne(stage.room, key, await startOne(stage.room, key));
    const { entries, last_seq, purged } = await stage.room.call("events.list", stage.operator, { run_id: id });
    expect(entries[0]?.kind).toBe("run_retried");
    expect(await verifyRunLog(entries, { runId: id, count: last_seq, purged })).toMatchObject({ ok: true });
    expect(await verifyRunLog(entries, { runId: id, count: last_seq })).toMatchObject({ ok: false });
    expect(await verdictOfSql(stage.room, id)).toMatchObject({ ok: true });
    await tick(150);
    expect(await tracesOf(id)).toHaveLength(2);
  });

  test("go in bounded batches: no more than so many runs, and none more after so many entries", async () => {
    await stage.room.sql`select private.purge_old_runs(1000, 1000000, ${inDays(400)})`;
    for (let n = 0; n < 5; n += 1) await cancelled();
    const purge = async (runs: number, entries: number) => {
      const [row] = await stage.room.sql`select private.purge_old_runs(${runs}, ${entries}, ${inDays(91)}) as n`;
      return row?.n;
    };
    expect([await purge(2, 1_000), await purge(9, 4), await purge(9, 1_000)]).toEqual([2, 2, 1]);
  });

  test("go one run at a time where all of a batch take longer than a call may", async () => {
    await stage.room.sql`select private.purge_old_runs(1000, 1000000, ${inDays(400)})`;
    const ids = [await cancelled(), await cancelled(), await cancelled()];
    const heal = await plantFault(stage.room.sql, {
      functionName: "purge_old_runs",
      replace: [
        [
          "v_runs := v_runs + 1;",
          "v_runs := v_runs + 1; if v_runs > 1 then raise exception 'time is up' using errcode = 'query_canceled'; end if;",
        ],
      ],
    });
    const purged = async () => Promise.all(ids.map(isPurged));
    expect([(await tick(91)).purged_runs, await purged()]).toEqual([1, [true, false, false]]);
    expect([(await tick(91)).purged_runs, await purged()]).toEqual([1, [true, true, false]]);
    await heal();
  });

  test("of a run that is claimed or locked at this moment are left alone, and nobody waits", async () => {
    const id = await cancelled();
    await stage.room.sql.begin(async (sql) => {
      await sql`select from public.runs where id = ${id} for no key update`;
      await tick(91);
      expect(await isPurged(id)).toBe(false);
    });
    await stage.room.call("runs.retry", stage.operator, { run_id: id });
    await startOne(stage.room, key);
    await tick(500);
    expect(await isPurged(id)).toBe(false);
    await expireLease(stage.room, id);
  });
});

describe("a hold", () => {
  const hold = (id: number, reason: string) =>
    refusing(() => stage.room.sql`select private.hold_run(${id}, ${reason})`);
  const release = (id: number, reason: string) => stage.room.sql`select private.release_run_hold(${id}, ${reason})`;

  test("keeps a run's log from every purge until each of its reasons is released", async () => {
    const id = await cancelled();
    await hold(id, "proof bundle 7");
    await hold(id, "proof bundle 7");
    await hold(id, "proof bundle 8");
    await tick(91);
    expect(await outcomeOf(refusing(() => stage.room.sql`select private.purge_run_log(${id}, 'Ada')`))).toBe(
      "run_held",
    );
    await release(id, "proof bundle 7");
    await tick(91);
    expect(await isPurged(id)).toBe(false);
    await release(id, "proof bundle 8");
    await tick(91);
    expect(await isPurged(id)).toBe(true);
  });

  test("is refused on a run that does not exist, and by name on one whose log is gone, until it has one again", async () => {
    expect(await outcomeOf(hold(999_999, "x"))).toBe("not_found");
    const id = await cancelled();
    await tick(91);
    expect(await outcomeOf(hold(id, "proof bundle 9"))).toBe("run_purged");
    const [run] = await stage.room.sql`
      select held, (select count(*)::int from private.run_holds where run_id = ${id}) as holds from public.runs where id = ${id}`;
    expect(run).toEqual({ held: false, holds: 0 });
    await stage.room.call("runs.retry", stage.operator, { run_id: id });
    await stage.cancel(id);
    expect(await outcomeOf(hold(id, "proof bundle 9"))).toBe("ok");
  });
});

describe("retention.change", () => {
  test("changes what it names, says who, and null keeps for ever", async () => {
    const id = await cancelled();
    const change = (input: object) => stage.room.call("retention.change", admin, input);
    expect(await change({ keep_failed_days: null })).toMatchObject({ keep_succeeded_days: 30, keep_failed_days: null });
    await tick(3_000);
    expect(await isPurged(id)).toBe(false);
    const { changed_by } = await change({ keep_failed_days: 1 });
    expect(changed_by).toEqual(expect.any(String));
    await tick(1.1);
    expect(await isPurged(id)).toBe(true);
    expect(await stage.room.call("retention.get", stage.operator, {})).toMatchObject({ keep_failed_days: 1 });
    await change({ keep_succeeded_days: 30, keep_failed_days: 90 });
  });

  test("is for admins, and not for a key that is limited to some sessions", async () => {
    await expectRefused(stage.room, "retention.change", stage.operator, { keep_failed_days: 1 }, "forbidden");
    const limited = await makeLimitedKey(stage.room, ["retention.write"], { session_ids: [session.id] });
    await expectRefused(stage.room, "retention.change", limited, { keep_failed_days: 1 }, "forbidden");
  });
});

test("retention.preview counts what other days would purge, and leaves out what is held or purged", async () => {
  const [good, bad, stopped] = [await succeeded(), await failed(), await cancelled()];
  const [held, purged] = [await succeeded(), await succeeded()];
  const before = await stage.room.call("retention.preview", admin, { keep_succeeded_days: 10, keep_failed_days: 10 });
  await stage.room.sql`
    update public.runs set finished_at = now() - interval '11 days' where id in (${good}, ${bad}, ${stopped}, ${held}, ${purged})`;
  await stage.room.sql`select private.hold_run(${held}, 'proof bundle 7'), private.purge_run_log(${purged}, 'test')`;
  const after = await stage.room.call("retention.preview", admin, { keep_succeeded_days: 10, keep_failed_days: 10 });
  expect(after).toMatchObject({
    ...{ succeeded_runs: before.succeeded_runs + 1, failed_runs: before.failed_runs + 2 },
    ...{ held_runs: before.held_runs + 1, last_purged_at: expect.any(String) },
  });
  const longer = await stage.room.call("retention.preview", admin, { keep_succeeded_days: null, keep_failed_days: 12 });
  expect(longer).toMatchObject({ succeeded_runs: 0, failed_runs: before.failed_runs });
  await stage.room.sql`select private.release_run_hold(${held}, 'proof bundle 7')`;
});

test("a worker that has been silent for a day is forgotten, unless it holds a run", async () => {
  await makeRun(stage.room, stage.operator, { session_id: session.id });
  const { lease } = await startOne(stage.room, key);
  const silent = async () => {
    const rows = await stage.room.sql`select id from public.workers where last_seen_at < now() - interval '23 hours'`;
    return rows.length;
  };
  await stage.room.sql`update public.workers set last_seen_at = now() - interval '25 hours'`;
  await stage.room.sql`update private.leases set expires_at = now() + interval '1 day'`;
  await stage.room.call("maintenance.tick", key, {});
  expect(await silent()).toBe(1);
  await expireLease(stage.room, lease.run_id);
  await stage.room.call("maintenance.tick", key, {});
  expect(await silent()).toBe(0);
});
