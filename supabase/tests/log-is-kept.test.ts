import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom, refusing } from "../../e2e/harness/control-room.ts";
import { makeRun, makeSession, makeUser } from "../../e2e/harness/factories.ts";
import { outcomeOf } from "./support/audit.ts";
import { entriesOf, verdictOfSql } from "./support/log.ts";

let room: ControlRoom;
let operator: { user_id: string };
let session_id: number;
beforeAll(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  session_id = (await makeSession(room, operator)).id;
});
afterAll(() => room.close());

const newRun = async () => (await makeRun(room, operator, { session_id })).id;

describe("a log is only ever appended to", () => {
  const refused = { code: "23000" };

  test("the database's owner can neither update, delete nor truncate it", async () => {
    const runId = await newRun();
    const entries = await entriesOf(room, runId);
    await expect(room.sql`update public.run_events set body = 'x' where run_id = ${runId}`).rejects.toMatchObject(
      refused,
    );
    await expect(room.sql`delete from public.run_events where run_id = ${runId}`).rejects.toMatchObject(refused);
    await expect(room.sql`truncate public.run_events`).rejects.toMatchObject(refused);
    expect(await entriesOf(room, runId)).toEqual(entries);
  });

  test("the audit log and the traces of purges are kept the same way", async () => {
    const runId = await finalRun();
    await purge(runId);
    for (const table of ["audit_log", "run_log_purges"]) {
      await expect(room.sql.unsafe(`update public.${table} set session_id = null`)).rejects.toMatchObject(refused);
      await expect(room.sql.unsafe(`delete from public.${table}`)).rejects.toMatchObject(refused);
      await expect(room.sql.unsafe(`truncate public.${table}`)).rejects.toMatchObject(refused);
    }
  });
});

async function finalRun(): Promise<number> {
  const runId = await newRun();
  await room.call("runs.cancel", operator, { run_id: runId });
  return runId;
}
const purge = (runId: number) => refusing(() => room.sql`select private.purge_run_log(${runId}, 'Ada')`);

describe("purge_run_log", () => {
  test("deletes a whole log and leaves its count and head, when and by whom", async () => {
    const runId = await finalRun();
    const [head] = await room.sql`select seq, hash from private.log_heads where run_id = ${runId}`;
    await purge(runId);
    expect(await entriesOf(room, runId)).toEqual([]);
    const [trace] = await room.sql`
      select entries, head, purged_by, purged_at <= now() as dated from public.run_log_purges where run_id = ${runId}`;
    expect(trace).toEqual({ entries: head?.seq, head: head?.hash, purged_by: "Ada", dated: true });
    expect(await verdictOfSql(room, runId)).toMatchObject({ ok: true });
  });

  test("refuses a run that is not over or does not exist", async () => {
    const runId = await newRun();
    expect(await outcomeOf(purge(runId))).toBe("run_not_final");
    expect(await outcomeOf(purge(999_999))).toBe("not_found");
    expect(await entriesOf(room, runId)).toHaveLength(1);
  });

  test("twice is once; a run retried after it logs on from there and can be purged again", async () => {
    const runId = await finalRun();
    await purge(runId);
    await purge(runId);
    await room.call("runs.retry", operator, { run_id: runId });
    expect((await entriesOf(room, runId)).map((entry) => [entry.seq, entry.kind])).toEqual([[4, "run_retried"]]);
    expect(await verdictOfSql(room, runId)).toMatchObject({ ok: true });
    await room.call("runs.cancel", operator, { run_id: runId });
    await purge(runId);
    const traces =
      await room.sql`select entries::int from public.run_log_purges where run_id = ${runId} order by entries`;
    expect(traces.map((trace) => trace.entries)).toEqual([3, 6]);
  });

  test("is the only way: a trace written by hand does not open a part of a log", async () => {
    const runId = await finalRun();
    const byHand = room.sql.begin(async (sql) => {
      await sql`
        insert into public.run_log_purges (run_id, session_id, entries, head, purged_at, purged_by)
        values (${runId}, ${session_id}, 3, ${Buffer.alloc(32)}, now(), 'Eve')`;
      await sql`delete from public.run_events where run_id = ${runId} and seq = 2`;
    });
    await expect(byHand).rejects.toMatchObject({ code: "23000" });
    expect(await entriesOf(room, runId)).toHaveLength(3);
  });
});
