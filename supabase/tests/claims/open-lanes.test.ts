import { afterAll, beforeAll, expect, test } from "vitest";
import { expireLease, makeSession, startOne } from "../../../e2e/harness/factories.ts";
import { plantFault } from "../../../e2e/harness/planted-fault.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import { inSeconds, Stage } from "../support/stage.ts";
import { betweenTheLookAndItsUse } from "./after-the-look.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

const laneOf = ({ lanes }: Session, place = 0) => lanes[place]?.id ?? expect.fail(`no lane ${place}`);
const isOpen = async (lane_id: number) => {
  const [row] = await stage.room.sql`
    select exists (select from private.open_lanes o where o.lane_id = ${lane_id}) as open`;
  return row?.open;
};
/** Closes a lane as a claim would that finds nothing in it. */
const close = (lane_id: number) => stage.room.sql`select private.close_lane(${lane_id})`;
const pause = (lane_id: number) => stage.room.call("lanes.pause", stage.operator, { lane_id, note: "a look" });

type Place = Awaited<ReturnType<Stage["aSession"]>>;
/** What makes something claimable in the session's first lane: brings it near, and then does it. */
const ways: Record<string, (place: Place) => Promise<() => Promise<unknown>>> = {
  "a new run":
    async ({ session }) =>
    () =>
      stage.create(session),
  "a delay that is over": async ({ session, key }) => {
    await stage.create(session, { delay_seconds: 60 });
    return () => stage.room.call("maintenance.tick", key, {}, { now: inSeconds(61) });
  },
  "a wait that is over": async ({ session, key }) => {
    await stage.aWaitingRun(session, key);
    return () => stage.room.call("maintenance.tick", key, {}, { now: inSeconds(61) });
  },
  "a decision": async ({ session, key }) => {
    const approval = await stage.anApproval({}, { session, key });
    const seen = { approval_id: approval.id, digest: approval.digest };
    return () => stage.room.call("approvals.approve", stage.operator, seen);
  },
  "a retry": async ({ session }) => {
    const { id } = await stage.create(session);
    await stage.cancel(id);
    return () => stage.room.call("runs.retry", stage.operator, { run_id: id, from: "start" });
  },
  "a run that is handed back": async ({ session, key }) => {
    await stage.create(session);
    const { lease } = await startOne(stage.room, key);
    return () => stage.room.call("runs.finish", key, { lease, last_batch_no: 0, outcome: "released" });
  },
  "a run whose worker died": async ({ session, key }) => {
    const { id } = await stage.create(session, { max_attempts: 2 });
    await startOne(stage.room, key);
    await expireLease(stage.room, id);
    return () => stage.room.call("maintenance.tick", key, {});
  },
  "a run that is moved there": async ({ session }) => {
    const { id } = await stage.create(session, { lane: "B" });
    return () => stage.room.call("runs.move", stage.operator, { run_id: id, lane_id: laneOf(session) });
  },
  "the end of the run that filled it": async ({ session, key }) => {
    await stage.create(session, { max_attempts: 1 });
    const run = await startOne(stage.room, key);
    await stage.create(session);
    return () => stage.fail(key, run);
  },
  "a cancel of the run that filled it": async ({ session, key }) => {
    const run = await stage.aWaitingRun(session, key);
    await stage.create(session);
    return () => stage.cancel(run.lease.run_id);
  },
  "more capacity": async ({ session, key }) => {
    await stage.create(session);
    await startOne(stage.room, key);
    await stage.create(session);
    const change = { lane_id: laneOf(session), capacity: 2 };
    return () => stage.room.call("lanes.set_capacity", stage.operator, change);
  },
  "the end of a pause": async ({ session }) => {
    await stage.create(session);
    await pause(laneOf(session));
    return () => stage.room.call("lanes.resume", stage.operator, { lane_id: laneOf(session) });
  },
};

test.each(Object.entries(ways))(
  "a closed lane is open again after %s, and its run is claimed",
  async (_, bringNear) => {
    const { key } = await stage.aSession();
    const session = await makeSession(stage.room, stage.operator, {
      lanes: [
        { name: "A", capacity: 1 },
        { name: "B", capacity: 1 },
      ],
    });
    await stage.room.sql`
    update public.api_keys k set session_ids = array[${session.id}::bigint]
    from private.api_key_secrets s where s.api_key_id = k.id and s.key_sha256 = ${key.key_hash}`;
    const happen = await bringNear({ session, key });
    await close(laneOf(session));
    expect(await isOpen(laneOf(session))).toBe(false);
    await happen();
    expect(await isOpen(laneOf(session))).toBe(true);
    const { lane } = await startOne(stage.room, key);
    expect(lane).toBe("A");
  },
);

test("a lane in which something can be claimed is not closed", async () => {
  const { session, key } = await stage.aSession();
  await stage.create(session);
  await close(laneOf(session));
  expect(await isOpen(laneOf(session))).toBe(true);
  await startOne(stage.room, key);
});

test("a lane is not closed while something is becoming claimable in it, and opening waits for nobody", async () => {
  const { session, key } = await stage.aSession();
  const lane_id = laneOf(session);
  await stage.create(session, { delay_seconds: 60 });
  await stage.room.sql.begin(async (sql) => {
    await sql`update public.runs set available_at = null where lane_id = ${lane_id}`;
    await close(lane_id);
  });
  expect(await isOpen(lane_id)).toBe(true);
  await startOne(stage.room, key);

  // Full now. While another transaction is closing it, a run in a third falls due.
  await stage.create(session, { delay_seconds: 60 });
  await stage.room.sql.begin(async (sql) => {
    await sql`select private.close_lane(${lane_id})`;
    await stage.room.sql.begin(async (other) => {
      await other`set local lock_timeout = '1s'`;
      await other`update public.runs set available_at = null where lane_id = ${lane_id} and status = 'queued'`;
    });
  });
  expect(await isOpen(lane_id)).toBe(true);
});

test("what becomes claimable after a closing has looked, and before it closes, keeps the lane open", async () => {
  const { sql } = stage.room;
  const { session, key } = await stage.aSession();
  const lane_id = laneOf(session);
  // Open, with nothing in it.
  await stage.cancel((await stage.create(session)).id);
  const { id } = await stage.create(session, { delay_seconds: 60 });
  await betweenTheLookAndItsUse(
    sql,
    "lane_has_work",
    () => close(lane_id),
    () => sql`update public.runs set available_at = null where id = ${id}`,
  );
  expect(await isOpen(lane_id)).toBe(true);
  expect((await startOne(stage.room, key)).lease.run_id).toBe(id);
});

test("claims close a lane that has nothing to take, however few are open, when it took time to see", async () => {
  const { session, key } = await stage.aSession();
  await stage.cancel((await stage.create(session)).id);
  await stage.claimNothing(key);
  expect(await isOpen(laneOf(session))).toBe(true);
  const slow = ["clock_timestamp() - p_begun_at > interval '1 millisecond'", "true"] as const;
  const putBack = await plantFault(stage.room.sql, { functionName: "was_slow", replace: [slow] });
  await stage.claimNothing(key);
  await putBack();
  expect(await isOpen(laneOf(session))).toBe(false);
});

test("claims close the lanes that have nothing to take, where many are open, and take from the one that has", async () => {
  const names = Array.from({ length: 20 }, (_, n) => ({ name: `lane ${n}`, capacity: 1 }));
  const session = await makeSession(stage.room, stage.operator, { lanes: names });
  const { key } = await stage.aSession();
  await stage.room.sql`
    update public.api_keys k set session_ids = array[${session.id}::bigint]
    from private.api_key_secrets s where s.api_key_id = k.id and s.key_sha256 = ${key.key_hash}`;
  for (const { name } of names) await stage.create(session, { lane: name });
  for (const { id } of session.lanes.slice(1)) await pause(id);
  expect(await startOne(stage.room, key)).toMatchObject({ lane: "lane 0" });
  await stage.claimNothing(key);
  const open = await stage.room.sql`
    select lane_id from private.open_lanes where lane_id = any(${session.lanes.map(({ id }) => id)})`;
  expect(open.length).toBeLessThan(8);
});

test("a removed lane is forgotten", async () => {
  const { session } = await stage.aSession();
  const added = await stage.room.call("lanes.create", stage.operator, {
    session_id: session.id,
    name: "Z",
    capacity: 1,
  });
  await stage.room.call("lanes.set_capacity", stage.operator, { lane_id: added.id, capacity: 2 });
  expect(await isOpen(added.id)).toBe(true);
  await stage.room.call("lanes.remove", stage.operator, { lane_id: added.id });
  expect(await isOpen(added.id)).toBe(false);
});
