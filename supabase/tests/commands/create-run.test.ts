import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeRun, makeSession, makeUser, oneStep, unique } from "../../../e2e/harness/factories.ts";
import { auditOf, expectRefused } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";

let room: ControlRoom;
let operator: { user_id: string };
let stranger: { user_id: string };
beforeAll(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  stranger = await makeUser(room, "operator");
});
afterAll(() => room.close());

describe("runs.create", () => {
  test("queues a run of ad-hoc steps in the session's first lane, with one log entry and one audit row", async () => {
    const session = await makeSession(room, operator);
    const requestId = crypto.randomUUID();
    const input = { session_id: session.id, steps: oneStep };
    const { run } = await room.call("runs.create", operator, input, { requestId });
    expect(run).toMatchObject({
      ...{ session_id: session.id, lane: "A", template: null, title: "say hello", status: "queued", attempt: 0 },
      ...{ failure_code: null, error: null, priority: 0, cancel_requested_at: null, started_at: null, last_seq: 1 },
    });
    expect(await auditOf(room, requestId)).toEqual([
      expect.objectContaining({ outcome: "ok", session_id: session.id, run_id: run.id }),
    ]);
    const [row] =
      await room.sql`select rank = id as placed_by_number, holds_slot from public.runs where id = ${run.id}`;
    expect(row).toEqual({ placed_by_number: true, holds_slot: false });
  });

  test("takes no moment so late that what is added to it could not be read: one such run would spoil every list", async () => {
    const session = await makeSession(room, operator);
    const at = (available_at: string) =>
      room.call("runs.create", operator, {
        session_id: session.id,
        steps: oneStep,
        available_at,
        expires_in_seconds: 31_536_000,
      });
    for (const never of ["9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z"])
      await expect(at(never)).rejects.toThrow("the year 2 to 8999");
    const { run } = await at("8999-12-31T23:59:59-12:00");
    const { runs } = await room.call("runs.list", operator, { session_id: session.id });
    expect(runs).toEqual([run]);
  });

  test("remembers the run that it was cloned from, if the caller sees that one", async () => {
    const session = await makeSession(room, operator);
    const hidden = await makeSession(room, stranger, { visibility: "members" });
    const source = await makeRun(room, operator, { session_id: session.id });
    const secret = await makeRun(room, stranger, { session_id: hidden.id });
    const input = { session_id: session.id, steps: oneStep };
    const { run } = await room.call("runs.create", operator, { ...input, cloned_from: source.id });
    const [row] = await room.sql`select cloned_from::integer from public.runs where id = ${run.id}`;
    expect(row).toEqual({ cloned_from: source.id });
    await expectRefused(room, "runs.create", operator, { ...input, cloned_from: secret.id }, "not_found");
  });

  test("runs the newest version of a template, or the one named, with its lane, title and attempts", async () => {
    const session = await makeSession(room, operator);
    const slug = unique("template");
    const definition = { slug, name: "Old name", default_lane: "C", max_attempts: 3, steps: oneStep };
    await room.call("templates.publish", operator, definition);
    await room.call("templates.publish", operator, { ...definition, name: "New name" });
    const base = { session_id: session.id, template: slug };
    const { run } = await room.call("runs.create", operator, base);
    expect(run).toMatchObject({ template: slug, title: "New name", lane: "C" });
    const old = await room.call("runs.create", operator, { ...base, version: 1, lane: "B", title: "Mine" });
    expect(old.run).toMatchObject({ template: slug, title: "Mine", lane: "B" });
    const rows = await room.sql`
      select v.version, r.max_attempts from public.runs r join public.run_template_versions v on v.id = r.template_version_id
      where r.id in (${run.id}, ${old.run.id}) order by r.id`;
    expect([...rows]).toEqual([
      { version: 2, max_attempts: 3 },
      { version: 1, max_attempts: 3 },
    ]);
  });

  test("takes the session's first lane when it lacks the template's default", async () => {
    const session = await makeSession(room, operator, { lanes: [{ name: "only" }, { name: "other" }] });
    const slug = unique("template");
    await room.call("templates.publish", operator, { slug, name: "T", default_lane: "C", steps: oneStep });
    const { run } = await room.call("runs.create", operator, { session_id: session.id, template: slug });
    expect(run.lane).toBe("only");
  });

  test("holds a delayed run back until its moment by the database's clock", async () => {
    const session = await makeSession(room, operator);
    const now = new Date("2026-11-20T12:00:00Z");
    const run = await makeRun(room, operator, { session_id: session.id, delay_seconds: 90 }, { now });
    const [row] = await room.sql`select available_at from public.runs where id = ${run.id}`;
    expect(row?.available_at).toEqual(new Date("2026-11-20T12:01:30Z"));
  });

  test("refuses a session or a lane that the caller does not see, with the lane of a key's limits taken into account", async () => {
    const secret = await makeSession(room, operator, { visibility: "members" });
    const other = await makeSession(room, operator);
    const lane = secret.lanes[2];
    if (!lane) throw new Error("no lane");
    const laneKey = await makeLimitedKey(room, ["runs.write"], { lane_ids: [lane.id] });
    const sessionKey = await makeLimitedKey(room, ["runs.write"], { session_ids: [other.id] });
    const input = { session_id: secret.id, steps: oneStep };
    await expectRefused(room, "runs.create", operator, { ...input, session_id: 999_999 }, "not_found");
    await expectRefused(room, "runs.create", operator, { ...input, lane: "Z" }, "not_found");
    await expectRefused(room, "runs.create", stranger, input, "not_found");
    await expectRefused(room, "runs.create", sessionKey, input, "not_found");
    await expectRefused(room, "runs.create", laneKey, { ...input, lane: "A" }, "not_found");
    expect((await room.call("runs.create", laneKey, input)).run.lane).toBe("C");
    expect((await room.call("runs.create", sessionKey, { ...input, session_id: other.id })).run.lane).toBe("A");
  });

  test("refuses an archived session", async () => {
    const session = await makeSession(room, operator);
    await room.call("sessions.archive", operator, { session_id: session.id });
    await expectRefused(room, "runs.create", operator, { session_id: session.id, steps: oneStep }, "session_archived");
  });

  test("refuses an idempotency key that made a run with another body; keys belong to their session", async () => {
    const session = await makeSession(room, operator);
    const input = { session_id: session.id, steps: oneStep, idempotency_key: "deploy-7" };
    const { run } = await room.call("runs.create", operator, input);
    expect((await room.call("runs.create", operator, input)).run.id).toBe(run.id);
    await expectRefused(room, "runs.create", operator, { ...input, title: "another" }, "idempotency_conflict");
    const elsewhere = await makeSession(room, operator);
    const other = await room.call("runs.create", operator, { ...input, session_id: elsewhere.id });
    expect(other.run.id).not.toBe(run.id);
  });
});
