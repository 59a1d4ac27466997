import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeRun, makeSession, makeUser, unique } from "../../../e2e/harness/factories.ts";
import { auditOf, expectRefused, outcomeOf } from "../support/audit.ts";
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

describe("sessions.create", () => {
  test("makes a session with lanes A to D of capacity 1, and says so in the audit log", async () => {
    const requestId = crypto.randomUUID();
    const name = unique("release");
    const session = await room.call("sessions.create", operator, { name }, { requestId });
    expect(session).toMatchObject({ name, visibility: "team", archived_at: null });
    expect(session.lanes.map((lane) => [lane.name, lane.capacity])).toEqual(["A", "B", "C", "D"].map((n) => [n, 1]));
    expect(await auditOf(room, requestId)).toEqual([
      expect.objectContaining({
        actor: `operator:${operator.user_id}`,
        command: "sessions.create",
        outcome: "ok",
        message: null,
        session_id: session.id,
        run_id: null,
        input: expect.objectContaining({ name }),
      }),
    ]);
  });

  test("keeps the lanes' order and capacities as given", async () => {
    const lanes = [
      { name: "db", capacity: 2 },
      { name: "app", capacity: null },
    ];
    const session = await makeSession(room, operator, { lanes });
    expect(session.lanes.map(({ name, capacity }) => ({ name, capacity }))).toEqual(lanes);
  });

  test("makes whoever creates a session for members its first member; a key has no membership", async () => {
    const mine = await makeSession(room, operator, { visibility: "members" });
    const scripts = await makeSession(room, await makeKey(room, ["sessions.write"]), { visibility: "members" });
    const members = await room.sql`
      select session_id::int, user_id from public.session_members where session_id in (${mine.id}, ${scripts.id})`;
    expect([...members]).toEqual([{ session_id: mine.id, user_id: operator.user_id }]);
  });

  test("refuses a name that an open session has, and takes it again once that is archived", async () => {
    const session = await makeSession(room, operator);
    await expectRefused(room, "sessions.create", stranger, { name: session.name }, "name_taken");
    await room.call("sessions.archive", operator, { session_id: session.id });
    expect((await makeSession(room, operator, { name: session.name })).id).toBeGreaterThan(session.id);
  });

  test("refuses two lanes of one name and leaves nothing behind", async () => {
    const name = unique("twins");
    const lanes = [{ name: "A" }, { name: "A" }];
    await expectRefused(room, "sessions.create", operator, { name, lanes }, "invalid_input");
    expect([...(await room.sql`select id from public.sessions where name = ${name}`)]).toEqual([]);
  });

  test("is forbidden to a key limited to sessions or to lanes", async () => {
    const { id, lanes } = await makeSession(room, operator);
    for (const limits of [{ session_ids: [id] }, { lane_ids: lanes.slice(0, 1).map((lane) => lane.id) }]) {
      const key = await makeLimitedKey(room, ["sessions.write"], limits);
      await expectRefused(room, "sessions.create", key, { name: unique("session") }, "forbidden");
    }
  });
});

describe("sessions.archive", () => {
  test("archives a session whose runs are over; again it changes nothing", async () => {
    const session = await makeSession(room, operator);
    const run = await makeRun(room, operator, { session_id: session.id });
    await room.call("runs.cancel", operator, { run_id: run.id });
    const archived = await room.call("sessions.archive", operator, { session_id: session.id });
    expect(archived.archived_at).not.toBeNull();
    expect(await room.call("sessions.archive", operator, { session_id: session.id })).toEqual(archived);
  });

  test("refuses while a run is not over", async () => {
    const session = await makeSession(room, operator);
    await makeRun(room, operator, { session_id: session.id });
    await expectRefused(room, "sessions.archive", operator, { session_id: session.id }, "run_not_final");
  });

  test("refuses a session that does not exist or that the caller may not see, in the same words", async () => {
    const secret = await makeSession(room, operator, { visibility: "members" });
    await expectRefused(room, "sessions.archive", operator, { session_id: 999_999 }, "not_found");
    await expectRefused(room, "sessions.archive", stranger, { session_id: secret.id }, "not_found");
    const elsewhere = await makeSession(room, operator);
    const key = await makeLimitedKey(room, ["sessions.write"], { session_ids: [elsewhere.id] });
    await expectRefused(room, "sessions.archive", key, { session_id: secret.id }, "not_found");
    await room.call("sessions.archive", key, { session_id: elsewhere.id });
  });

  test("is forbidden to a key limited to lanes, because it ends all of them", async () => {
    const session = await makeSession(room, operator);
    const key = await makeLimitedKey(room, ["sessions.write"], {
      lane_ids: session.lanes.slice(0, 1).map((l) => l.id),
    });
    await expectRefused(room, "sessions.archive", key, { session_id: session.id }, "forbidden");
  });
});

describe("sessions.list", () => {
  test("lists open or archived sessions that the caller may see", async () => {
    const open = await makeSession(room, operator);
    const archived = await makeSession(room, operator);
    await room.call("sessions.archive", operator, { session_id: archived.id });
    const secret = await makeSession(room, operator, { visibility: "members" });
    const limited = await makeLimitedKey(room, ["runs.read"], { session_ids: [open.id] });
    const admin = await makeUser(room, "admin");
    const auditor = await makeUser(room, "auditor");

    const seenBy = async (as: { user_id: string } | { key_hash: string }, input = {}) => {
      const { sessions } = await room.call("sessions.list", as, input);
      return [open, archived, secret].filter((s) => sessions.some((found) => found.id === s.id));
    };
    expect(await seenBy(operator)).toEqual([open, secret]);
    expect(await seenBy(stranger)).toEqual([open]);
    expect(await seenBy(admin)).toEqual([open, secret]);
    expect(await seenBy(auditor)).toEqual([open, secret]);
    expect(await seenBy(limited)).toEqual([open]);
    expect(await seenBy(stranger, { archived: true })).toEqual([archived]);
  });
});

describe("lanes.pause and lanes.resume", () => {
  test("say who paused it, when and why; pausing again replaces the note, resuming clears it", async () => {
    const { id: session_id, lanes } = await makeSession(room, operator);
    const lane_id = lanes[0]?.id ?? 0;
    const now = new Date("2026-11-20T12:00:00Z");
    const requestId = crypto.randomUUID();
    const paused = await room.call("lanes.pause", operator, { lane_id, note: "database upgrade" }, { requestId, now });
    expect(paused).toMatchObject({ id: lane_id, pause_note: "database upgrade" });
    expect(new Date(paused.paused_at ?? "")).toEqual(now);
    expect(await auditOf(room, requestId)).toEqual([expect.objectContaining({ outcome: "ok", session_id })]);

    const again = await room.call("lanes.pause", stranger, { lane_id, note: "still" });
    expect(again).toMatchObject({ paused_at: paused.paused_at, pause_note: "still" });
    const resumed = await room.call("lanes.resume", operator, { lane_id });
    expect(resumed).toMatchObject({ paused_at: null, pause_note: null });
    expect(await room.call("lanes.resume", operator, { lane_id })).toEqual(resumed);
  });

  test.each([
    ["lanes.pause", { note: "stop" }],
    ["lanes.resume", {}],
  ] as const)(
    "%s refuses lanes that are out of the caller's sight, and those of archived sessions",
    async (name, rest) => {
      const secret = await makeSession(room, operator, { visibility: "members" });
      const [mine, other] = secret.lanes.map((lane) => lane.id);
      if (mine === undefined || other === undefined) throw new Error("no lanes");
      const laneKey = await makeLimitedKey(room, ["lanes.write"], { lane_ids: [mine] });
      const elsewhere = await makeSession(room, operator);
      const sessionKey = await makeLimitedKey(room, ["lanes.write"], { session_ids: [elsewhere.id] });

      await expectRefused(room, name, operator, { lane_id: 999_999, ...rest }, "not_found");
      await expectRefused(room, name, stranger, { lane_id: mine, ...rest }, "not_found");
      await expectRefused(room, name, laneKey, { lane_id: other, ...rest }, "not_found");
      await expectRefused(room, name, sessionKey, { lane_id: mine, ...rest }, "not_found");
      expect(await outcomeOf(room.call(name, laneKey, { lane_id: mine, ...rest }))).toBe("ok");
      await room.call("sessions.archive", operator, { session_id: secret.id });
      await expectRefused(room, name, operator, { lane_id: mine, ...rest }, "session_archived");
    },
  );
});
