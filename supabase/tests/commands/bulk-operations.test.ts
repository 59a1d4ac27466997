import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeUser, startOne } from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
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
    await stage.room.call("maintenance.tick", key, {}, { now: inSeconds(20) });
    expect(await statusesOf(session.id)).toEqual(["cancelled", "cancelled"]);
    const rows = await stage.room.sql`
      select id::int, status, done from public.bulk_operations where id in (${mine.id}, ${theirs.id}) order by id`;
    expect([...rows]).toEqual([
      { id: mine.id, status: "done", done: 2 },
      { id: theirs.id, status: "stopped", done: 0 },
    ]);
  });

  test("does each run once though four step it at once", async () => {
    const { session } = await queued(12);
    const { id } = await create({ action: "cancel", filter: { session_id: session.id } });
    await Promise.all(Array.from({ length: 4 }, () => take(id, 3)));
    expect(await take(id)).toMatchObject({ status: "done", done: 12, skipped: 0 });
  });
});
