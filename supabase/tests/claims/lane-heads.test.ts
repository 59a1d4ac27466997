import { afterAll, beforeAll, expect, test } from "vitest";
import { claimOne, expireLease, makeSession } from "../../../e2e/harness/factories.ts";
import { inSeconds, Stage } from "../support/stage.ts";
import { betweenTheLookAndItsUse } from "./after-the-look.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

type Place = Awaited<ReturnType<Stage["aSession"]>>;
const tick = ({ key }: Place, now: Date) => stage.room.call("maintenance.tick", key, {}, { now });
const advance = (lane_id: number) => stage.room.sql`select private.advance_head(${lane_id})`;
const headOf = async (lane_id: number) => {
  const [row] = await stage.room.sql`select (private.lane_head(${lane_id})).rank::float8`;
  return row?.rank;
};

/** Ways in which a run comes to stand in front of others: a run that will, and what makes it. */
const ways: Record<string, (place: Place) => Promise<{ id: number; happen: () => Promise<unknown> }>> = {
  "a delay that is over": async (place) => {
    const { id } = await stage.create(place.session, { delay_seconds: 60 });
    return { id, happen: () => tick(place, inSeconds(61)) };
  },
  "a retry": async ({ session }) => {
    const { id } = await stage.create(session);
    await stage.cancel(id);
    return { id, happen: () => stage.room.call("runs.retry", stage.operator, { run_id: id, from: "start" }) };
  },
  "a run that is handed back": async ({ session, key }) => {
    const { id } = await stage.create(session);
    const { lease } = await claimOne(stage.room, key);
    const end = { lease, last_batch_no: 0, outcome: "released" } as const;
    return { id, happen: () => stage.room.call("runs.finish", key, end) };
  },
  "a run whose worker died": async (place) => {
    const { id } = await stage.create(place.session, { max_attempts: 2 });
    await claimOne(stage.room, place.key);
    return {
      id,
      happen: async () => {
        await expireLease(stage.room, id);
        await tick(place, new Date());
      },
    };
  },
  "a run that is moved there": async ({ session }) => {
    const { id } = await stage.create(session, { lane: "B" });
    const to = { run_id: id, lane_id: session.lanes[0]?.id ?? 0 };
    return { id, happen: () => stage.room.call("runs.move", stage.operator, to) };
  },
  "a higher priority": async ({ session }) => {
    const { id } = await stage.create(session, { priority: -1 });
    const change = { run_id: id, priority: 1 };
    return { id, happen: () => stage.room.call("runs.set_priority", stage.operator, change) };
  },
};

test.each(Object.entries(ways))(
  "what stands in front of a lane's head after %s is claimed first",
  async (_, bringNear) => {
    const lanes = ["A", "B"].map((name) => ({ name, capacity: null }));
    const session = await makeSession(stage.room, stage.operator, { lanes });
    const { key } = await stage.aSession();
    await stage.room.sql`
    update public.api_keys k set session_ids = array[${session.id}::bigint]
    from private.api_key_secrets s where s.api_key_id = k.id and s.key_sha256 = ${key.key_hash}`;
    const lane_id = session.lanes[0]?.id ?? 0;
    const { id, happen } = await bringNear({ session, key });
    const later = await stage.create(session);
    const last = await stage.create(session);
    await advance(lane_id);
    expect(await headOf(lane_id)).toBe(later.id);
    await happen();
    const order = [];
    for (let n = 0; n < 3; n += 1) order.push((await claimOne(stage.room, key)).lease.run_id);
    expect(order).toEqual([id, later.id, last.id]);
  },
);

test("of a new run of higher priority, too, and the others follow by priority", async () => {
  const { session, key } = await stage.aSession(null);
  const lane_id = session.lanes[0]?.id ?? 0;
  const low = await stage.create(session, { priority: -2 });
  const [first, second] = [await stage.create(session), await stage.create(session)];
  await advance(lane_id);
  const high = await stage.create(session, { priority: 3 });
  const order = [];
  for (let n = 0; n < 4; n += 1) order.push((await claimOne(stage.room, key)).lease.run_id);
  expect(order).toEqual([high.id, first.id, second.id, low.id]);
});

test("a head does not pass what is becoming claimable in front of it, which waits for nobody", async () => {
  const { session, key } = await stage.aSession(null);
  const lane_id = session.lanes[0]?.id ?? 0;
  const [early, next] = [
    await stage.create(session, { delay_seconds: 60 }),
    await stage.create(session, { delay_seconds: 60 }),
  ];
  const late = await stage.create(session);
  await stage.room.sql.begin(async (sql) => {
    await sql`update public.runs set available_at = null where id = ${early.id}`;
    await advance(lane_id);
  });
  expect(await headOf(lane_id)).toBeNull();
  await stage.room.sql.begin(async (sql) => {
    await sql`update public.runs set available_at = now() + interval '1 hour' where id = ${early.id}`;
    await sql`select private.advance_head(${lane_id})`;
    await stage.room.sql.begin(async (other) => {
      await other`set local lock_timeout = '1s'`;
      await other`update public.runs set available_at = null where id = ${next.id}`;
    });
  });
  const order = [];
  for (let n = 0; n < 2; n += 1) order.push((await claimOne(stage.room, key)).lease.run_id);
  expect(order).toEqual([next.id, late.id]);
});

test("what comes to stand in front after the head's next place was looked up is claimed first", async () => {
  const { sql } = stage.room;
  const { session, key } = await stage.aSession(null);
  const lane_id = session.lanes[0]?.id ?? 0;
  const early = await stage.create(session, { delay_seconds: 60 });
  const late = await stage.create(session);
  await betweenTheLookAndItsUse(
    sql,
    "first_plain_place",
    () => advance(lane_id),
    () => sql`update public.runs set available_at = null where id = ${early.id}`,
  );
  const order = [];
  for (let n = 0; n < 2; n += 1) order.push((await claimOne(stage.room, key)).lease.run_id);
  expect(order).toEqual([early.id, late.id]);
});
