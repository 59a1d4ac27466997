import { beforeEach, describe, expect, test } from "vitest";
import { makeSession, makeUser, makeWorker } from "../../../e2e/harness/factories.ts";
import {
  alive,
  causes,
  claim,
  eachOnItsOwn,
  key,
  key_,
  laneId,
  operator,
  queue,
  queueOf,
  room,
  silence,
} from "../support/causes.ts";

eachOnItsOwn();

describe("the order of its lane", () => {
  const behind = (ahead: number, free_slots?: number) => ({
    ...{ code: "behind", lane: "A", ahead, or_more: false },
    ...(free_slots !== undefined && { free_slots }),
  });
  beforeEach(async () => {
    await silence();
    await room.call("lanes.set_capacity", operator, { lane_id: laneId("A"), capacity: null });
  });

  test("also in a lane without a limit those before it take the free slots of whoever calls", async () => {
    const small = makeWorker({ slots: 2 });
    await alive(small);
    const [one, two, three] = [await queue(), await queue(), await queue()];
    expect([await causes(one), await causes(two), await causes(three)]).toEqual([[], [], [behind(2, 2)]]);
    expect(await claim(2, small)).toEqual([one, two]);
    const busy = { code: "slots_busy", busy: 2, slots: 2, workers: 1 };
    expect(await causes(three)).toEqual([busy]);
    expect(await causes(await queue())).toEqual([behind(1), busy]);
  });

  test("what resumes comes first, and takes no place of the lane", async () => {
    const small = makeWorker({ slots: 1 });
    const resuming = await queue();
    await claim(1, small);
    await room.sql`delete from private.leases`;
    await room.sql`update public.run_attempts set finished_at = now(), outcome = 'released'`;
    await room.sql`update public.runs set status = 'queued', resuming = true where id = ${resuming}`;
    await room.call("lanes.set_capacity", operator, { lane_id: laneId("A"), capacity: 2 });
    const run = await queue("A", { priority: 5 });
    expect([await causes(resuming), await causes(run)]).toEqual([[], [behind(1, 1)]]);
    await alive(makeWorker({ slots: 2 }));
    expect(await causes(run)).toEqual([]);
  });

  test("none that only a worker takes who is not for this run, or has no slot left", async () => {
    const gpu = makeWorker({ slots: 1, labels: ["gpu"] });
    const plain = makeWorker({ slots: 1 });
    const held = await queueOf({ required_labels: ["gpu"] });
    expect(await claim(1, gpu)).toEqual([held]);
    await queueOf({ required_labels: ["gpu"] });
    const run = await queue();
    expect(await causes(run)).toEqual([behind(1), expect.objectContaining({ code: "slots_busy" })]);
    await alive(plain);
    expect(await causes(run)).toEqual([]);
    expect(await claim(1, plain)).toEqual([run]);
    // And now the other way about: the only free slot is that of the worker for those before it.
    await room.sql`delete from private.leases where run_id = ${held}`;
    expect(await causes(await queue())).toEqual([behind(1, 1)]);
  });
});

describe("its concurrency key", () => {
  test("held by a run of another session, which is named to those who see it and counted for the others", async () => {
    const secret = await makeSession(room, operator, { visibility: "members" });
    const stranger = await makeUser(room, "operator");
    const holder = await queueOf(key_, "A", secret.id);
    await claim();
    const run = await queueOf(key_);
    const held = { code: "key_held", key: "deploy:api", limit: 1, held: 1 };
    expect(await causes(run)).toEqual([{ ...held, held_by: [holder] }]);
    expect(await causes(run, stranger)).toEqual([{ ...held, held_by: [] }]);
    await room.call("runs.cancel", operator, { run_id: holder });
    await room.sql`update private.leases set expires_at = now()`;
    await room.call("maintenance.tick", key, {});
    expect(await causes(run)).toEqual([]);
    expect(await claim()).toEqual([run]);
  });

  test("wanted by a run before it in its lane", async () => {
    await room.call("lanes.set_capacity", operator, { lane_id: laneId("A"), capacity: null });
    const first = await queueOf(key_);
    const second = await queueOf(key_);
    expect(await causes(second)).toEqual([{ code: "behind_for_key", key: "deploy:api", limit: 1, ahead: 1 }]);
    expect(await causes(first)).toEqual([]);
    expect(await claim()).toEqual([first]);
    expect(await causes(second)).toEqual([expect.objectContaining({ code: "key_held", held_by: [first] })]);
  });
});
