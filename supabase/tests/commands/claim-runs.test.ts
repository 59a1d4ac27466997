import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ControlRoom, type Credential, openControlRoom } from "../../../e2e/harness/control-room.ts";
import {
  makeKey,
  makeRun,
  makeSession,
  makeUser,
  makeWorker,
  oneStep,
  unique,
} from "../../../e2e/harness/factories.ts";
import { makeLimitedKey } from "../support/callers.ts";

// Every test has a database of its own: a claim takes whatever work there is.
let room: ControlRoom;
let operator: { user_id: string };
let key: { key_hash: string };
beforeEach(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  key = await makeKey(room, ["runs.work"]);
});
afterEach(() => room.close());

const claim = (as: Credential, limit = 50, now?: Date) =>
  room.call("runs.claim", as, { claim_id: randomUUID(), worker: makeWorker(), limit }, now && { now });
const claimIds = async (as: Credential, limit?: number, now?: Date) =>
  (await claim(as, limit, now)).runs.map((run) => run.lease.run_id).sort((a, b) => a - b);

test("a claim brings all that a worker needs, and the topic that wakes it", async () => {
  const session = await makeSession(room, operator);
  const slug = unique("host-health");
  const definition = { slug, name: "Host health", default_lane: "B", timeout_seconds: 60, steps: oneStep };
  await room.call("templates.publish", operator, definition);
  const parameters = { disk: "/data" };
  const { run } = await room.call("runs.create", operator, { session_id: session.id, template: slug, parameters });

  const worker = makeWorker({ name: "w-1", host: "h-1" });
  const answer = await room.call("runs.claim", key, { claim_id: randomUUID(), worker, limit: 5 });
  expect(answer).toMatchObject({ contended: false, wake_topic: expect.stringMatching(/^wake:[0-9a-f]{32}$/) });
  expect(answer.runs).toEqual([
    expect.objectContaining({
      lease: { run_id: run.id, attempt: 1, token: expect.any(String) },
      ...{ lease_seconds: 15, session_id: session.id, lane: "B", template: slug, start_step: 0, parameters },
      ...{ timeout_seconds: 60, elapsed_seconds: 0, steps: [expect.objectContaining(oneStep[0] ?? {})] },
    }),
  ]);
  const [attempt] =
    await room.sql`select worker_name, outcome, started_at from public.run_attempts where run_id = ${run.id}`;
  expect(attempt).toEqual({ worker_name: "w-1", outcome: null, started_at: null });
  const [registered] = await room.sql`select name, host, slots from public.workers where id = ${worker.id}`;
  expect(registered).toEqual({ name: "w-1", host: "h-1", slots: 4 });
});

test("a run that cannot be read comes with its lease, to be failed by name, beside the others", async () => {
  const { id: session_id } = await makeSession(room, operator, { lanes: [{ name: "wide", capacity: 3 }] });
  const [first, unreadable, last] = [
    await makeRun(room, operator, { session_id }),
    await makeRun(room, operator, { session_id }),
    await makeRun(room, operator, { session_id }),
  ];
  const parameters = { text: "x".repeat(70_000) };
  await room.sql`update public.runs set parameters = ${room.sql.json(parameters)} where id = ${unreadable.id}`;
  const { runs } = await claim(key);
  expect(runs.map((run) => [run.lease.run_id, run.steps.length, run.unreadable])).toEqual([
    [first.id, 1, undefined],
    [unreadable.id, 0, expect.stringContaining("parameters: ")],
    [last.id, 1, undefined],
  ]);
  const lease = runs[1]?.lease;
  if (lease === undefined) throw new Error("three were claimed");
  await room.call("runs.start", key, { lease });
  const end = { outcome: "failed", failure_code: "invalid_definition", error: "no", retryable: false } as const;
  expect(await room.call("runs.finish", key, { lease, last_batch_no: 0, ...end })).toMatchObject({ status: "failed" });
});

test("nothing to do is no refusal", async () => {
  expect(await claim(key)).toMatchObject({ runs: [], contended: false });
});

test("within a lane the order is priority, then rank, then number; capacity and the limit asked for bound it", async () => {
  const { id: session_id } = await makeSession(room, operator, { lanes: [{ name: "wide", capacity: 3 }] });
  const plain = await makeRun(room, operator, { session_id });
  const dragged = await makeRun(room, operator, { session_id });
  const urgent = await makeRun(room, operator, { session_id, priority: 10 });
  const last = await makeRun(room, operator, { session_id, priority: -1 });
  await room.sql`update public.runs set rank = ${plain.id - 0.5} where id = ${dragged.id}`;
  expect(await claimIds(key, 1)).toEqual([urgent.id]);
  expect(await claimIds(key, 1)).toEqual([dragged.id]);
  expect(await claimIds(key, 5)).toEqual([plain.id]);
  expect(await claimIds(key, 5)).toEqual([]);
  await room.call("runs.cancel", operator, { run_id: last.id });
});

test("a lane without capacity is unlimited; a paused one gives nothing", async () => {
  const { id: session_id, lanes } = await makeSession(room, operator, { lanes: [{ name: "any", capacity: null }] });
  const ids = [];
  for (let n = 0; n < 4; n += 1) ids.push((await makeRun(room, operator, { session_id })).id);
  const lane_id = lanes[0]?.id ?? 0;
  await room.call("lanes.pause", operator, { lane_id, note: "hold" });
  expect(await claimIds(key)).toEqual([]);
  await room.call("lanes.resume", operator, { lane_id });
  expect(await claimIds(key)).toEqual(ids);
});

test("a delayed run is claimed when its time has come, not before", async () => {
  const { id: session_id } = await makeSession(room, operator);
  const run = await makeRun(room, operator, { session_id, delay_seconds: 3_600 });
  expect(await claimIds(key)).toEqual([]);
  expect(await claimIds(key, 1, new Date(Date.now() + 3_601_000))).toEqual([run.id]);
});

test("a key limited to sessions or lanes gets their runs only, and only its wake topic", async () => {
  const one = await makeSession(room, operator);
  const two = await makeSession(room, operator);
  const inOne = await makeRun(room, operator, { session_id: one.id });
  const inTwo = await makeRun(room, operator, { session_id: two.id, lane: "B" });
  const inOther = await makeRun(room, operator, { session_id: two.id, lane: "C" });
  const oneKey = await makeLimitedKey(room, ["runs.work"], { session_ids: [one.id] });
  const laneKey = await makeLimitedKey(room, ["runs.work"], { lane_ids: [inTwo.lane_id] });
  expect(await claimIds(oneKey)).toEqual([inOne.id]);
  expect(await claimIds(laneKey)).toEqual([inTwo.id]);
  expect(await claimIds(key)).toEqual([inOther.id]);
  const topics = await Promise.all([key, oneKey, laneKey].map(async (as) => (await claim(as)).wake_topic));
  expect(new Set(topics).size).toBe(3);
});

test("a claim says when the next run falls due, since nobody is woken for that", async () => {
  const { id: session_id } = await makeSession(room, operator);
  await room.sql`update public.runs set available_at = null where available_at is not null`;
  const now = new Date();
  const dueIn = async (at: Date) =>
    (await room.call("runs.claim", key, { claim_id: randomUUID(), worker: makeWorker(), limit: 50 }, { now: at }))
      .due_in_ms;
  await dueIn(now);
  expect(await dueIn(now)).toBeNull();
  await makeRun(room, operator, { session_id, delay_seconds: 3_600 }, { now });
  expect(await dueIn(now)).toBe(60_000);
  await makeRun(room, operator, { session_id, delay_seconds: 10 }, { now });
  expect(await dueIn(new Date(now.getTime() + 4_000))).toBe(6_000);
});

test("a lane whose lock another claim holds is reported as contended instead of waited for", async () => {
  const { id: session_id, lanes } = await makeSession(room, operator);
  const run = await makeRun(room, operator, { session_id });
  await room.sql.begin(async (held) => {
    await held`select from public.lanes where id = ${lanes[0]?.id ?? 0} for no key update`;
    expect(await claim(key)).toMatchObject({ runs: [], contended: true });
  });
  expect(await claimIds(key)).toEqual([run.id]);
});

test("the only lane that has something for this worker is found among many that have not, whether they are full or ask for other labels", async () => {
  const session = await makeSession(room, operator);
  await room.sql`
    with lane as (
      insert into public.lanes (session_id, name, position, capacity)
      select ${session.id}, 'lane ' || n, 100 + n, 1 from generate_series(1, 160) n returning id, name
    ), made as (
      insert into public.runs (session_id, lane_id, adhoc_definition, title, requested_by, requested_by_name, status, required_labels, rank)
      select ${session.id}, lane.id, '{"steps": [{"name": "s", "kind": "shell", "run": "true"}]}', kind, 'someone', 'someone', kind,
        case when lane.name like '%7' then array['gpu'] else '{}' end, 1
      from lane cross join unnest(array['queued', 'claimed']) kind
      where lane.name <> 'lane 80' and (kind = 'queued' or lane.name not like '%7') or lane.name = 'lane 80' and kind = 'queued'
      returning id
    )
    insert into private.log_heads (run_id) select id from made`;
  const [free] = await room.sql<{ id: number }[]>`
    select r.id::int from public.runs r join public.lanes l on l.id = r.lane_id where l.name = 'lane 80'`;
  expect(await claimIds(key, 1)).toEqual([free?.id]);
});
