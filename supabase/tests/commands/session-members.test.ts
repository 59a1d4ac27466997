import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeSession, makeUser, unique } from "../../../e2e/harness/factories.ts";
import { expectRefused, outcomeOf } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";

let room: ControlRoom;
let admin: { user_id: string };
let owner: { user_id: string };
let other: { user_id: string };
beforeAll(async () => {
  room = await openControlRoom();
  admin = await makeUser(room, "admin");
  owner = await makeUser(room, "operator");
  other = await makeUser(room, "operator");
});
afterAll(() => room.close());

const sees = async (who: { user_id: string }, session_id: number) =>
  (await room.call("sessions.list", who, {})).sessions.some(({ id }) => id === session_id);

describe("members of a session", () => {
  test("see it while it is for members, and nobody else does but admins and auditors", async () => {
    const { id: session_id } = await makeSession(room, owner, { visibility: "members" });
    expect([await sees(owner, session_id), await sees(other, session_id)]).toEqual([true, false]);
    await expectRefused(room, "session_members.add", other, { session_id, ...other }, "not_found");
    const added = await room.call("session_members.add", owner, { session_id, ...other });
    expect(added.user_ids.toSorted()).toEqual([owner.user_id, other.user_id].toSorted());
    expect(await room.call("session_members.add", owner, { session_id, ...other })).toEqual(added);
    expect(await sees(other, session_id)).toBe(true);
    const removed = await room.call("session_members.remove", other, { session_id, ...other });
    expect(removed.user_ids).toEqual([owner.user_id]);
    expect(await sees(other, session_id)).toBe(false);
    expect(await sees(admin, session_id)).toBe(true);
    expect(await room.call("session_members.remove", admin, { session_id, ...other })).toEqual(removed);
  });

  test("are active operators, of open sessions, and no business of a key that is limited to lanes", async () => {
    const session = await makeSession(room, owner);
    const session_id = session.id;
    const gone = await makeUser(room, "operator");
    await room.call("operators.deactivate", admin, gone);
    await expectRefused(room, "session_members.add", owner, { session_id, ...gone }, "not_found");
    await expectRefused(room, "session_members.add", owner, { session_id, ...(await makeUser(room)) }, "not_found");
    const laneKey = await makeLimitedKey(room, ["sessions.write"], { lane_ids: session.lanes.map(({ id }) => id) });
    await expectRefused(room, "session_members.add", laneKey, { session_id, ...other }, "forbidden");
    await room.call("sessions.archive", owner, { session_id });
    await expectRefused(room, "session_members.add", owner, { session_id, ...other }, "session_archived");
    await expectRefused(room, "session_members.remove", owner, { session_id, ...other }, "session_archived");
  });
});

describe("sessions.set_visibility", () => {
  test("makes whoever keeps a session for members one of them, and gives it back to the team", async () => {
    const { id: session_id } = await makeSession(room, owner);
    await room.call("sessions.set_visibility", other, { session_id, visibility: "members" });
    expect([await sees(owner, session_id), await sees(other, session_id)]).toEqual([true, true]);
    const stranger = await makeUser(room, "operator");
    expect(await sees(stranger, session_id)).toBe(false);
    await expectRefused(room, "sessions.set_visibility", stranger, { session_id, visibility: "team" }, "not_found");
    const answer = await room.call("sessions.set_visibility", owner, { session_id, visibility: "team" });
    expect(answer).toMatchObject({ id: session_id, visibility: "team" });
    expect(await sees(stranger, session_id)).toBe(true);
  });
});

describe("sessions.rename and sessions.reopen", () => {
  test("keep the names of open sessions apart", async () => {
    const [one, two] = [await makeSession(room, owner), await makeSession(room, owner)];
    await expectRefused(room, "sessions.rename", owner, { session_id: one.id, name: two.name }, "name_taken");
    const name = unique("renamed");
    expect(await room.call("sessions.rename", owner, { session_id: one.id, name })).toMatchObject({ name });
    expect(await room.call("sessions.rename", owner, { session_id: one.id, name })).toMatchObject({ name });

    await room.call("sessions.archive", owner, { session_id: one.id });
    await expectRefused(room, "sessions.rename", owner, { session_id: one.id, name: "x" }, "session_archived");
    await room.call("sessions.rename", owner, { session_id: two.id, name });
    await expectRefused(room, "sessions.reopen", owner, { session_id: one.id }, "name_taken");
    await room.call("sessions.rename", owner, { session_id: two.id, name: unique("aside") });
    expect(await room.call("sessions.reopen", owner, { session_id: one.id })).toMatchObject({ archived_at: null });
    expect(await outcomeOf(room.call("sessions.reopen", owner, { session_id: one.id }))).toBe("ok");
  });

  test("give a name to one of two sessions that ask for it at once", async () => {
    const [one, two] = [await makeSession(room, owner), await makeSession(room, owner)];
    const name = unique("wanted");
    const outcomes = await Promise.all(
      [one, two].map(({ id }) => outcomeOf(room.call("sessions.rename", owner, { session_id: id, name }))),
    );
    expect(outcomes.sort()).toEqual(["name_taken", "ok"]);
  });
});
