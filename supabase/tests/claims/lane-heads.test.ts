import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimOne, expireLease, makeSession, oneStep } from "../../../e2e/harness/factories.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import { inSeconds, Stage } from "../support/stage.ts";
import { betweenTheLookAndItsUse } from "./after-the-look.ts";

let stage: Stage;
/** A template whose concurrency key many runs may hold at once. */
const keyed = "many-at-once";
beforeAll(async () => {
  stage = await Stage.open();
  const concurrency = { key: "many at once", limit: 100 };
  const template = { slug: keyed, name: keyed, steps: oneStep, concurrency };
  await stage.room.call("templates.publish", stage.operator, template);
});
afterAll(() => stage.close());

/** Runs of both kinds have a head of their own. */
const kinds = [
  { kind: "without restrictions", restricted: false },
  { kind: "with a concurrency key", restricted: true },
];
type NewRun = NonNullable<Parameters<Stage["create"]>[1]>;
type Create = (session: Session, input?: NewRun) => ReturnType<Stage["create"]>;
const createFor =
  (restricted: boolean): Create =>
  (session, input = {}) =>
    stage.create(session, restricted ? { template: keyed, ...input } : input);

interface Place extends Awaited<ReturnType<Stage["aSession"]>> {
  create: Create;
}
const tick = ({ key }: Place, now: Date) => stage.room.call("maintenance.tick", key, {}, { now });
const advance = (lane_id: number, restricted = false) =>
  stage.room.sql`select private.advance_head(${lane_id}, ${restricted})`;
const headOf = async (lane_id: number, restricted = false) => {
  const [row] = await stage.room.sql`select (private.lane_head(${lane_id}, ${restricted})).rank::float8`;
  return row?.rank;
};
/** The numbers of so many runs, in the order in which they are claimed. */
const claimed = async (key: Place["key"], count: number) => {
  const order = [];
  for (let n = 0; n < count; n += 1) order.push((await claimOne(stage.room, key)).lease.run_id);
  return order;
};

/** Ways in which a run comes to stand in front of others: a run that will, and what makes it. */
const ways: Record<string, (place: Place) => Promise<{ id: number; happen: () => Promise<unknown> }>> = {
  "a delay that is over": async (place) => {
    const { id } = await place.create(place.session, { delay_seconds: 60 });
    return { id, happen: () => tick(place, inSeconds(61)) };
  },
  "a retry": async ({ session, create }) => {
    const { id } = await create(session);
    await stage.cancel(id);
    return { id, happen: () => stage.room.call("runs.retry", stage.operator, { run_id: id, from: "start" }) };
  },
  "a run that is handed back": async ({ session, key, create }) => {
    const { id } = await create(session);
    const { lease } = await claimOne(stage.room, key);
    const end = { lease, last_batch_no: 0, outcome: "released" } as const;
    return { id, happen: () => stage.room.call("runs.finish", key, end) };
  },
  "a run whose worker died": async (place) => {
    const { id } = await place.create(place.session, { max_attempts: 2 });
    await claimOne(stage.room, place.key);
    return {
      id,
      happen: async () => {
        await expireLease(stage.room, id);
        await tick(place, new Date());
      },
    };
  },
  "a run that is moved there": async ({ session, create }) => {
    const { id } = await create(session, { lane: "B" });
    const to = { run_id: id, lane_id: session.lanes[0]?.id ?? 0 };
    return { id, happen: () => stage.room.call("runs.move", stage.operator, to) };
  },
  "a higher priority": async ({ session, create }) => {
    const { id } = await create(session, { priority: -1 });
    const change = { run_id: id, priority: 1 };
    return { id, happen: () => stage.room.call("runs.set_priority", stage.operator, change) };
  },
};

describe.each(kinds)("of runs $kind", ({ restricted }) => {
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
      const create = createFor(restricted);
      const { id, happen } = await bringNear({ session, key, create });
      const later = await create(session);
      const last = await create(session);
      await advance(lane_id, restricted);
      expect(await headOf(lane_id, restricted)).toBe(later.id);
      await happen();
      expect(await claimed(key, 3)).toEqual([id, later.id, last.id]);
    },
  );

  test("of a new run of higher priority, too, and the others follow by priority", async () => {
    const { session, key } = await stage.aSession(null);
    const lane_id = session.lanes[0]?.id ?? 0;
    const create = createFor(restricted);
    const low = await create(session, { priority: -2 });
    const [first, second] = [await create(session), await create(session)];
    await advance(lane_id, restricted);
    const high = await create(session, { priority: 3 });
    expect(await claimed(key, 4)).toEqual([high.id, first.id, second.id, low.id]);
  });

  test("a head of which nothing is left moves behind everything, and what comes is claimed in order", async () => {
    const { session, key } = await stage.aSession(null);
    const lane_id = session.lanes[0]?.id ?? 0;
    const create = createFor(restricted);
    await create(session);
    await claimOne(stage.room, key);
    await advance(lane_id, restricted);
    await stage.claimNothing(key);
    expect(await headOf(lane_id, restricted)).toBe(0);
    const low = await create(session, { priority: -100 });
    const [first, second] = [await create(session), await create(session)];
    expect(await headOf(lane_id, restricted)).toBe(first.id);
    expect(await claimed(key, 3)).toEqual([first.id, second.id, low.id]);
  });
});

test("a head stays where it is when a run of the other kind comes", async () => {
  const { session, key } = await stage.aSession(null);
  const lane_id = session.lanes[0]?.id ?? 0;
  const plain = await stage.create(session);
  await advance(lane_id);
  const restricted = await createFor(true)(session, { priority: 3 });
  await advance(lane_id, true);
  expect([await headOf(lane_id), await headOf(lane_id, true)]).toEqual([plain.id, restricted.id]);
  expect(await claimed(key, 2)).toEqual([restricted.id, plain.id]);
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
    await sql`select private.advance_head(${lane_id}, false)`;
    await stage.room.sql.begin(async (other) => {
      await other`set local lock_timeout = '1s'`;
      await other`update public.runs set available_at = null where id = ${next.id}`;
    });
  });
  expect(await claimed(key, 2)).toEqual([next.id, late.id]);
});

test("what comes to stand in front after the head's next place was looked up is claimed first", async () => {
  const { sql } = stage.room;
  const { session, key } = await stage.aSession(null);
  const lane_id = session.lanes[0]?.id ?? 0;
  const early = await stage.create(session, { delay_seconds: 60 });
  const late = await stage.create(session);
  await betweenTheLookAndItsUse(
    sql,
    "first_place",
    () => advance(lane_id),
    () => sql`update public.runs set available_at = null where id = ${early.id}`,
  );
  expect(await claimed(key, 2)).toEqual([early.id, late.id]);
});
