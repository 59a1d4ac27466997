import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ControlRoom } from "../../../e2e/harness/control-room.ts";
import { claimOne, makeSession, oneStep, unique } from "../../../e2e/harness/factories.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import { expectRefused } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let room: ControlRoom;
let operator: { user_id: string };
beforeAll(async () => {
  stage = await Stage.open();
  ({ room, operator } = stage);
});
afterAll(() => stage.close());

const namesOf = ({ lanes }: Session) => lanes.map((lane) => lane.name).join("");
const laneOf = (session: Session, name: string) =>
  session.lanes.find((lane) => lane.name === name)?.id ?? expect.fail(`there is no lane ${name}`);
async function reread({ id }: Session): Promise<Session> {
  const { sessions } = await room.call("sessions.list", operator, {});
  return sessions.find((session) => session.id === id) ?? expect.fail("the session is gone");
}

test("a lane is added behind the others, with the capacity asked for or 1", async () => {
  const session = await makeSession(room, operator);
  const added = await room.call("lanes.create", operator, { session_id: session.id, name: "E", capacity: null });
  expect(added).toMatchObject({ name: "E", capacity: null, paused_at: null });
  expect(await room.call("lanes.create", operator, { session_id: session.id, name: "F" })).toMatchObject({
    capacity: 1,
  });
  expect(namesOf(await reread(session))).toBe("ABCDEF");
});

test("a lane is renamed, but not to a name that its session has, and no session gets more lanes than fit", async () => {
  const session = await makeSession(room, operator);
  const lane_id = laneOf(session, "A");
  expect(await room.call("lanes.rename", operator, { lane_id, name: "Z" })).toMatchObject({ id: lane_id, name: "Z" });
  expect(await room.call("lanes.rename", operator, { lane_id, name: "Z" })).toMatchObject({ name: "Z" });
  await expectRefused(room, "lanes.rename", operator, { lane_id, name: "B" }, "name_taken");
  await expectRefused(room, "lanes.create", operator, { session_id: session.id, name: "B" }, "name_taken");
  const lanes = Array.from({ length: 50 }, (_, index) => ({ name: `lane ${index}` }));
  const full = await makeSession(room, operator, { lanes });
  await expectRefused(room, "lanes.create", operator, { session_id: full.id, name: "one more" }, "limit_exceeded");
});

test("a lane is put to any place, also from both ends at once, and the others keep their order", async () => {
  const session = await makeSession(room, operator);
  const move = async (name: string, position: number) =>
    namesOf(await room.call("lanes.move", operator, { lane_id: laneOf(session, name), position }));
  expect(await move("A", 3)).toBe("BCAD");
  expect(await move("D", 1)).toBe("DBCA");
  expect(await move("D", 50)).toBe("BCAD");
  expect(await move("C", 2)).toBe("BCAD");
  await Promise.all([move("B", 4), move("D", 1)]);
  expect(namesOf(await reread(session))).toBe("DCAB");
});

describe("a lane's capacity", () => {
  test("when lowered ends nothing: the lane gives out no more until enough has ended", async () => {
    const { session, key } = await stage.aSession(3);
    for (let n = 0; n < 4; n += 1) await stage.create(session);
    const held = [await claimOne(room, key), await claimOne(room, key)];
    const lane_id = laneOf(session, "A");
    expect(await room.call("lanes.set_capacity", operator, { lane_id, capacity: 1 })).toMatchObject({ capacity: 1 });
    await stage.claimNothing(key);
    for (const { lease } of held) {
      expect(await stage.get(lease.run_id)).toMatchObject({ status: "claimed" });
      await stage.claimNothing(key);
      await room.call("runs.finish", key, { lease, last_batch_no: 0, outcome: "released" });
    }
    await claimOne(room, key);
    await stage.claimNothing(key);
  });

  test("when raised, or made unlimited, wakes the workers that may claim there", async () => {
    const { session, key } = await stage.aSession(1);
    for (let n = 0; n < 4; n += 1) await stage.create(session);
    await claimOne(room, key);
    await stage.claimNothing(key);
    const [topic] = await room.sql`select wake_topic from private.api_key_secrets where key_sha256 = ${key.key_hash}`;
    const wakes = async () => {
      const [row] = await room.sql`select count(*)::int as n from realtime.messages where topic = ${topic?.wake_topic}`;
      return row?.n;
    };
    await room.sql`delete from private.hint_throttle`;
    const before = await wakes();
    await room.call("lanes.set_capacity", operator, { lane_id: laneOf(session, "A"), capacity: 2 });
    expect(await wakes()).toBe(before + 1);
    await claimOne(room, key);
    await stage.claimNothing(key);
    await room.call("lanes.set_capacity", operator, { lane_id: laneOf(session, "A"), capacity: null });
    await claimOne(room, key);
  });
});

test("a lane is removed while it has never had a run and is not the last one", async () => {
  const session = await makeSession(room, operator, { lanes: [{ name: "A" }, { name: "B" }] });
  const run = await stage.create(session, { lane: "A" });
  await room.call("runs.cancel", operator, { run_id: run.id });
  await expectRefused(room, "lanes.remove", operator, { lane_id: laneOf(session, "A") }, "lane_in_use");
  const left = await room.call("lanes.remove", operator, { lane_id: laneOf(session, "B") });
  expect(namesOf(left)).toBe("A");
  const fresh = await makeSession(room, operator, { lanes: [{ name: "A" }] });
  await expectRefused(room, "lanes.remove", operator, { lane_id: laneOf(fresh, "A") }, "lane_in_use");
});

test("a lane that a schedule names is removed only after the schedule, and then although the deleted one made a run elsewhere", async () => {
  const session = await makeSession(room, operator, { lanes: [{ name: "A" }, { name: "B" }] });
  const template = unique("scheduled");
  await room.call("templates.publish", operator, { slug: template, name: "Scheduled", steps: oneStep });
  const timing = { cron: "@daily", time_zone: "UTC" } as const;
  const { schedule } = await room.call("schedules.create", operator, {
    ...{ session_id: session.id, name: "nightly", template, lane: "B", ...timing },
  });
  const remove = { lane_id: laneOf(session, "B") };
  await expectRefused(room, "lanes.remove", operator, remove, "lane_in_use");
  const { run } = await room.call("schedules.run_now", operator, { schedule_id: schedule.id });
  await room.call("runs.move", operator, { run_id: run.id, lane_id: laneOf(session, "A") });
  await room.call("schedules.delete", operator, { schedule_id: schedule.id });
  expect(namesOf(await room.call("lanes.remove", operator, remove))).toBe("A");
});

test("nothing about lanes changes in an archived session, in one that the caller does not see, or with a key for other lanes", async () => {
  const session = await makeSession(room, operator, { visibility: "members" });
  const elsewhere = await makeSession(room, operator);
  const key = await makeLimitedKey(room, ["lanes.write"], { session_ids: [elsewhere.id] });
  const laneKey = await makeLimitedKey(room, ["lanes.write"], { lane_ids: [laneOf(elsewhere, "B")] });
  const lane_id = laneOf(session, "A");
  const calls = [
    ["lanes.rename", { lane_id, name: "Z" }],
    ["lanes.set_capacity", { lane_id, capacity: 2 }],
    ["lanes.move", { lane_id, position: 2 }],
    ["lanes.remove", { lane_id }],
  ] as const;
  for (const [name, input] of calls) {
    await expectRefused(room, name, key, input, "not_found");
    await expectRefused(room, name, laneKey, input, "not_found");
  }
  await expectRefused(room, "lanes.create", laneKey, { session_id: elsewhere.id, name: "Z" }, "forbidden");
  await room.call("sessions.archive", operator, { session_id: session.id });
  for (const [name, input] of calls) await expectRefused(room, name, operator, input, "session_archived");
  await expectRefused(room, "lanes.create", operator, { session_id: session.id, name: "Z" }, "session_archived");
});
