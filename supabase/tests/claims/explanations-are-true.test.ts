import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, callAs, connect } from "../../../e2e/harness/control-room.ts";
import { makeSession, makeUser, makeWorker, oneStep, unique } from "../../../e2e/harness/factories.ts";
import { type Random, seeded, withSeed } from "../../../e2e/harness/seed.ts";
import type { WorkerInfo } from "../../functions/_shared/contracts/worker.ts";
import { makeLimitedKey } from "../support/callers.ts";
import { Stage } from "../support/stage.ts";

const ROUNDS = 25;
/** Seeds differ in how many runs of a kind they make: rounds go on until there were enough of each to have told anything. */
const MOST_ROUNDS = 100;
const parameter_schema = { type: "object", properties: { thing: { type: "string" } } };
const policies = [
  { concurrency: { key: "one:{{thing}}", limit: 1 } },
  { concurrency: { key: "two:{{thing}}", limit: 2 }, required_labels: ["common"] },
  { required_labels: ["common"] },
  { required_labels: ["rare"] },
  {},
];

let stage: Stage;
let room: ControlRoom;
let admin: { user_id: string };
const templates: string[] = [];
beforeAll(async () => {
  stage = await Stage.open();
  room = stage.room;
  admin = await makeUser(room, "admin");
  for (const policy of policies) {
    const slug = unique("policy");
    await room.call("templates.publish", admin, { slug, name: slug, steps: oneStep, parameter_schema, ...policy });
    templates.push(slug);
  }
});
afterAll(() => stage.close());

/** What claims do where much has gone: both kinds of runs are read from their first one on. */
const advanceHeads = (session_id: number) => room.sql`
  select private.advance_head(l.id, k.restricted)
  from public.lanes l cross join unnest(array[false, true]) k (restricted) where l.session_id = ${session_id}`;

/** A session whose lanes hold, pause and queue runs of all kinds, and one worker for it. */
async function scene(random: Random) {
  const capacities = [1, 2, 5, null].map((capacity, index) => ({ name: `lane ${index}`, capacity }));
  const session = await makeSession(room, admin, { lanes: capacities });
  const key = await makeLimitedKey(room, ["runs.work"], { session_ids: [session.id] });
  const worker = makeWorker({ labels: random.chance(0.8) ? ["common"] : ["common", "rare"], slots: 50 });
  const claim = async (limit: number) => {
    const { runs } = await room.call("runs.claim", key, { claim_id: randomUUID(), worker, limit });
    return runs.map((run) => run.lease.run_id).sort((a, b) => a - b);
  };
  const fill = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      const lane = random.pickAny(session.lanes)?.name ?? "";
      // Of one lane: which of two lanes gets a key first is open.
      const parameters = { thing: `${session.id} ${lane} ${random.below(2)}` };
      await room.call("runs.create", admin, {
        ...{ session_id: session.id, lane, template: random.pickAny(templates), parameters },
        ...{ priority: random.below(3) - 1, delay_seconds: random.chance(0.15) ? 3_600 : 0 },
      });
    }
  };
  await fill(12);
  await claim(1 + random.below(6));
  if (random.chance(0.5)) await advanceHeads(session.id);
  await fill(12);
  for (const lane of session.lanes) {
    if (random.chance(0.15)) await room.call("lanes.pause", admin, { lane_id: lane.id, note: "hold" });
  }
  await room.call("runs.heartbeat", key, { worker, leases: [] });
  return { session, claim };
}

test("the next claim takes exactly the runs that have no cause to wait", () =>
  withSeed(async (seed) => {
    let [free, held] = [0, 0];
    for (let round = 0; round < ROUNDS || (round < MOST_ROUNDS && Math.min(free, held) <= 50); round += 1) {
      await room.sql`update public.workers set last_seen_at = now() - interval '1 minute'`;
      const { session, claim } = await scene(seeded(seed + round));
      const queued = await room.sql<{ id: number }[]>`
        select id::int from public.runs where session_id = ${session.id} and status = 'queued' order by id`;
      const explained = await Promise.all(queued.map(({ id }) => room.call("runs.explain", admin, { run_id: id })));
      const without = explained.filter(({ causes }) => causes.length === 0).map(({ run_id }) => run_id);
      expect(await claim(50), `round ${round}`).toEqual(without);
      free += without.length;
      held += queued.length - without.length;
    }
    expect([free > 50, held > 50]).toEqual([true, true]);
  }));

/** A session of one lane with runs of all kinds, some of which resume, and several workers for it that differ in labels and slots. */
async function crowd(random: Random) {
  const lanes = [{ name: "lane", capacity: random.pickAny([1, 2, 5, null]) ?? null }];
  const session = await makeSession(room, admin, { lanes });
  const key = await makeLimitedKey(room, ["runs.work"], { session_ids: [session.id] });
  const workers = Array.from({ length: 1 + random.below(3) }, () =>
    makeWorker({ slots: 1 + random.below(3), labels: ["common", "rare"].filter(() => random.chance(0.6)) }),
  );
  for (const worker of workers) await room.call("runs.heartbeat", key, { worker, leases: [] });
  const claim = async (sql: postgres.Sql, worker: WorkerInfo, limit: number) => {
    const { runs } = await callAs(sql, "runs.claim", key, { claim_id: randomUUID(), worker, limit });
    return runs.map((run) => run.lease.run_id);
  };
  for (let n = 0; n < 12; n += 1) {
    const parameters = { thing: `${session.id} ${random.below(2)}` };
    await room.call("runs.create", admin, {
      ...{ session_id: session.id, lane: "lane", template: random.pickAny(templates), parameters },
      ...{ priority: random.below(3) - 1, delay_seconds: random.chance(0.1) ? 3_600 : 0 },
    });
    if (random.chance(0.15)) await claim(room.sql, random.pickAny(workers) ?? expect.fail("no worker"), 1);
    if (random.chance(0.1)) await advanceHeads(session.id);
  }
  // Those that waited and go on hold their slots.
  const resuming = await room.sql`
    update public.runs set status = 'queued', resuming = true
    where session_id = ${session.id} and status = 'claimed' and id % 3 = 0 returning id`;
  const ids = resuming.map(({ id }) => id);
  await room.sql`delete from private.leases where run_id = any(${ids})`;
  await room.sql`update public.run_attempts set finished_at = now(), outcome = 'released' where run_id = any(${ids})`;
  if (random.chance(0.2)) {
    await room.sql`update public.workers set drain_requested_at = now(), drain_requested_by = 'Ada' where id = ${workers[0]?.id ?? ""}`;
  }
  return { session, workers, claim };
}

test("whichever of several workers calls next with all its free slots, only runs without a cause are taken, and each by one of them", () =>
  withSeed(async (seed) => {
    let [free, behind] = [0, 0];
    for (let round = 0; round < ROUNDS || (round < MOST_ROUNDS && Math.min(free, behind) <= 20); round += 1) {
      await room.sql`update public.workers set last_seen_at = now() - interval '1 minute'`;
      const { session, workers, claim } = await crowd(seeded(seed + round));
      const queued = await room.sql<{ id: number }[]>`
        select id::int from public.runs where session_id = ${session.id} and status = 'queued' order by id`;
      const explained = await Promise.all(queued.map(({ id }) => room.call("runs.explain", admin, { run_id: id })));
      const without = explained.filter(({ causes }) => causes.length === 0).map(({ run_id }) => run_id);
      const taken = new Set<number>();
      for (const worker of workers) {
        const [row] = await room.sql<{ held: number }[]>`
          select count(*)::int as held from private.leases where worker_id = ${worker.id}`;
        const limit = worker.slots - (row?.held ?? 0);
        // Each as if it were the first: what it is given is taken back.
        const given = limit > 0 ? await undone((sql) => claim(sql, worker, limit)) : [];
        for (const id of given) taken.add(id);
      }
      expect(
        [...taken].sort((a, b) => a - b),
        `round ${round}`,
      ).toEqual(without);
      free += without.length;
      behind += explained.filter(({ causes }) => causes.some(({ code }) => code === "behind")).length;
    }
    expect([free > 20, behind > 20]).toEqual([true, true]);
  }));

/** What `act` answers on a connection of its own, in a transaction that is then rolled back. */
async function undone<T>(act: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = connect(room.database.executorUrl, 1);
  try {
    await sql`begin`;
    return await act(sql);
  } finally {
    await sql`rollback`;
    await sql.end({ timeout: 2 });
  }
}
