import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../../e2e/harness/control-room.ts";
import { makeUser, startOne } from "../../../e2e/harness/factories.ts";
import { plantFault } from "../../../e2e/harness/planted-fault.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { asRole } from "../support/as-role.ts";
import { auditOf } from "../support/audit.ts";
import { disableOperator } from "../support/callers.ts";
import { inSeconds, Stage } from "../support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

const create = async (input: CommandInput<"bulk_operations.create">, as = stage.operator) =>
  (await stage.room.call("bulk_operations.create", as, input)).bulk_operation;
const take = async (bulk_operation_id: number, limit = 100, as = stage.operator) =>
  (await stage.room.call("bulk_operations.step", as, { bulk_operation_id, limit })).bulk_operation;
const statusesOf = async (session_id: number) => {
  const rows = await stage.room.sql`select status from public.runs where session_id = ${session_id} order by id`;
  return rows.map(({ status }) => status);
};

/** Has the maintenance take steps until no operation is left alone; one a call, as each locks runs upwards. */
async function carryOn(key: { key_hash: string }, seconds: number): Promise<void> {
  const tick = () => stage.room.call("maintenance.tick", key, {}, { now: inSeconds(seconds) });
  for (let stepped = 1; stepped > 0; ) {
    stepped = (await tick()).bulk_operations;
    expect(stepped).toBeLessThan(2);
  }
}

/** A session with so many queued runs. */
async function queued(runs: number) {
  const place = await stage.aSession(null);
  for (let n = 0; n < runs; n += 1) await stage.create(place.session);
  return place;
}

describe("a bulk operation", () => {
  test("cancels what meets its filter in bounded steps, and every run's log says who, why and which", async () => {
    const { session } = await queued(5);
    const { id } = await create({ action: "cancel", filter: { session_id: session.id }, reason: "wrong host" });
    expect(await take(id, 2)).toMatchObject({ status: "running", done: 2 });
    expect(await statusesOf(session.id)).toEqual(["queued", "queued", "queued", "cancelled", "cancelled"]);
    const later = await stage.create(session);
    expect(await take(id, 2)).toMatchObject({ done: 4 });
    expect(await take(id, 2)).toMatchObject({ status: "done", done: 5, skipped: 0, failed: 0 });
    // What came after it is none of its business.
    expect((await stage.get(later.id)).status).toBe("queued");
    const log = await stage.room.sql`
      select e.body::jsonb as body from public.run_events e join public.runs r on r.id = e.run_id
      where r.session_id = ${session.id} and e.kind = 'cancel_requested'`;
    expect(log.map(({ body }) => body)).toEqual(
      Array(5).fill({ by: expect.any(String), reason: "wrong host", bulk_operation_id: id }),
    );
    const [audit] = await stage.room.sql`
      select message from public.audit_log where session_id = ${session.id} and message like 'Bulk operation%'`;
    expect(audit?.message).toBe(`Bulk operation ${id} is done: 5 done, 0 skipped, 0 failed.`);
  });

  test("says how many runs it is about: those that met its filter when it was asked for", async () => {
    const { session, key } = await queued(3);
    const running = await startOne(stage.room, key);
    const first = await create({ action: "retry", filter: { session_id: session.id } });
    expect(first).toMatchObject({ total: 0, total_complete: true });
    const { id, ...second } = await create({ action: "cancel", filter: { session_id: session.id } });
    expect(second).toMatchObject({ total: 3, total_complete: true, done: 0 });
    await stage.create(session);
    await stage.fail(key, running);
    // The one that ended before a step came to it counts as gone on, so that all are accounted for.
    expect(await take(id)).toMatchObject({ status: "done", total: 3, done: 2, skipped: 1 });
  });

  test("counts no longer than a moment, and says that there may be more", async () => {
    const crowded = await Stage.open();
    await plantFault(crowded.room.sql, {
      functionName: "count_found_runs",
      replace: [["interval '250 milliseconds'", "interval '0'"]],
    });
    const { session } = await crowded.aSession(null);
    await crowded.create(session);
    await crowded.room.sql`select setval(pg_get_serial_sequence('public.runs', 'id'), 5000)`; // further than it looks at once
    await crowded.create(session);
    const input = { action: "cancel", filter: { session_id: session.id } } as const;
    const { bulk_operation } = await crowded.room.call("bulk_operations.create", crowded.operator, input);
    expect(bulk_operation).toMatchObject({ total: 1, total_complete: false });
    await crowded.close();
  });

  test("retries what failed, and a step after its end changes nothing", async () => {
    const { session, key } = await queued(3);
    for (let n = 0; n < 2; n += 1) await stage.fail(key, await startOne(stage.room, key));
    const { id } = await create({ action: "retry", filter: { session_id: session.id } });
    expect(await take(id)).toMatchObject({ status: "done", done: 2 });
    expect(await statusesOf(session.id)).toEqual(["queued", "queued", "queued"]);
    expect(await take(id)).toMatchObject({ status: "done", done: 2 });
  });

  test("stopped, leaves the rest alone; only its owner and admins have a say", async () => {
    const { session } = await queued(3);
    const { id } = await create({ action: "cancel", filter: { session_id: session.id } });
    await take(id, 1);
    const other = await makeUser(stage.room, "operator");
    await expect(take(id, 1, other)).rejects.toMatchObject({ code: "not_found" });
    const requestId = crypto.randomUUID();
    const admin = await makeUser(stage.room, "admin");
    await stage.room.call("bulk_operations.stop", admin, { bulk_operation_id: id }, { requestId });
    expect(await auditOf(stage.room, requestId)).toEqual([expect.objectContaining({ outcome: "ok" })]);
    expect(await take(id)).toMatchObject({ status: "stopped", done: 1, note: expect.stringContaining("Stopped by") });
    expect((await statusesOf(session.id)).filter((status) => status === "queued")).toHaveLength(2);
  });

  test("is carried on by the maintenance when nobody asks, and stopped when its owner has lost the right", async () => {
    const { session, key } = await queued(2);
    const mine = await create({ action: "cancel", filter: { session_id: session.id } });
    const gone = await makeUser(stage.room, "operator");
    const theirs = await create({ action: "cancel", filter: { session_id: session.id } }, gone);
    await disableOperator(stage.room, gone.user_id);
    await stage.room.call("maintenance.tick", key, {});
    expect(await statusesOf(session.id)).toEqual(["queued", "queued"]);
    await carryOn(key, 20);
    expect(await statusesOf(session.id)).toEqual(["cancelled", "cancelled"]);
    const rows = await stage.room.sql`
      select id::int, status, done from public.bulk_operations where id in (${mine.id}, ${theirs.id}) order by id`;
    expect([...rows]).toEqual([
      { id: mine.id, status: "done", done: 2 },
      { id: theirs.id, status: "stopped", done: 0 },
    ]);
  });

  test("left alone, is taken a step further by every call of the maintenance, until its owner takes over again", async () => {
    const { session, key } = await stage.aSession(null);
    await carryOn(key, 20);
    const runs = Array.from({ length: 201 }, () => ({}));
    const steps = [{ name: "go on", kind: "shell" as const, run: "true" }];
    await stage.room.call("runs.create_many", stage.operator, { session_id: session.id, steps, runs });
    const { id } = await create({ action: "cancel", filter: { session_id: session.id } });
    const done = async (seconds: number) => {
      await stage.room.call("maintenance.tick", key, {}, { now: inSeconds(seconds) });
      const [row] = await stage.room.sql`select done, status from public.bulk_operations where id = ${id}`;
      return row;
    };
    expect(await done(20)).toMatchObject({ done: 100 });
    expect(await done(20.1)).toMatchObject({ done: 200 });
    await stage.room.call("bulk_operations.step", stage.operator, { bulk_operation_id: id, limit: 1 });
    expect(await done(5)).toMatchObject({ done: 201, status: "running" });
    expect(await done(20)).toMatchObject({ done: 201, status: "done" });
  });

  test("is stopped, and the rest of the maintenance goes on, where its runs cannot be found", async () => {
    const [unclear, slow] = [await queued(1), await queued(1)];
    const { id } = await create({ action: "cancel", filter: { session_id: unclear.session.id } });
    await stage.room.sql`
      update public.bulk_operations set filter = filter || '{"created_from": "0000-01-01T00:00:00Z"}' where id = ${id}`;
    const waiting = await stage.aWaitingRun(unclear.session, unclear.key, { priority: 1 });
    await carryOn(unclear.key, 61);
    expect((await stage.get(waiting.lease.run_id)).status).toBe("queued");
    const seen = () =>
      stage.room.sql`select status, note from public.bulk_operations where session_id = ${slow.session.id}`;
    await create({ action: "cancel", filter: { session_id: slow.session.id } });
    const heal = await plantFault(stage.room.sql, {
      functionName: "search_runs",
      replace: [
        ["begin\n", "begin\n  raise exception 'as at the end of its time' using errcode = 'query_canceled';\n"],
      ],
    });
    await carryOn(slow.key, 130);
    await heal();
    expect(await seen()).toEqual([{ status: "stopped", note: "A step of it took too long." }]);
    expect((await take(id)).note).toContain("out of range");
  });

  test("is seen by whoever asked for it, whatever its filter, while they are an operator", async () => {
    const maker = await makeUser(stage.room, "operator");
    const other = await makeUser(stage.room, "operator");
    const { id } = await create({ action: "cancel", filter: { text: "nothing is called this" } }, maker);
    const seenBy = async (who: { user_id: string }) => {
      const root = connect(stage.room.database.superUrl, 1);
      const rows = await asRole(
        ...([root, "authenticated", who] as const),
        (sql) => sql`select id from public.bulk_operations where id = ${id}`,
      );
      await root.end({ timeout: 2 });
      return rows.length;
    };
    expect([await seenBy(maker), await seenBy(other)]).toEqual([1, 0]);
    await disableOperator(stage.room, maker.user_id);
    expect(await seenBy(maker)).toBe(0);
  });

  test("does each run once though four step it at once", async () => {
    const { session } = await queued(12);
    const { id } = await create({ action: "cancel", filter: { session_id: session.id } });
    await Promise.all(Array.from({ length: 4 }, () => take(id, 3)));
    expect(await take(id)).toMatchObject({ status: "done", done: 12, skipped: 0 });
  });
});
