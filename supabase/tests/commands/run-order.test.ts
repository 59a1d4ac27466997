import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ControlRoom } from "../../../e2e/harness/control-room.ts";
import { claimOne, makeSession, makeWorker } from "../../../e2e/harness/factories.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import { expectRefused } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";
import { entriesOf } from "../support/log.ts";
import { inSeconds, Stage } from "../support/stage.ts";

let stage: Stage;
let room: ControlRoom;
let operator: { user_id: string };
beforeAll(async () => {
  stage = await Stage.open();
  ({ room, operator } = stage);
});
afterAll(() => stage.close());

const queue = async (session: Session, count: number, priority = 0) => {
  const ids = [];
  for (let n = 0; n < count; n += 1) ids.push((await stage.create(session, { lane: "A", priority })).id);
  return ids as [number, number, number, ...number[]]; // callers ask for as many as they name
};
const move = (input: { run_id: number; lane_id?: number; before?: number; after?: number }) =>
  room.call("runs.move", operator, input);
/** The order in which an unlimited lane gives its runs out. */
async function claimOrder(key: { key_hash: string }): Promise<number[]> {
  const claim = { claim_id: randomUUID(), worker: makeWorker(), limit: 50 };
  return (await room.call("runs.claim", key, claim)).runs.map((run) => run.lease.run_id);
}

describe("runs.move", () => {
  test("puts a run directly before or behind another, and the claim follows", async () => {
    const { session, key } = await stage.aSession(null);
    const [a, b, c, d, e] = (await queue(session, 5)) as [number, number, number, number, number];
    await move({ run_id: d, before: a });
    await move({ run_id: e, before: a });
    await move({ run_id: a, after: c });
    await move({ run_id: b, after: a });
    expect(await claimOrder(key)).toEqual([d, e, c, a, b]);
  });

  test("finds a place between the same two runs two hundred times over", async () => {
    const { session, key } = await stage.aSession(null);
    const [a, b, c] = await queue(session, 3);
    for (let n = 0; n < 100; n += 1) {
      await move({ run_id: b, after: a });
      await move({ run_id: c, after: a });
    }
    expect(await claimOrder(key)).toEqual([a, c, b]);
  });

  test("finds a place between two runs whose ranks thousands of drags have brought together", async () => {
    const { session, key } = await stage.aSession(null);
    const [a, b, c, d, e] = (await queue(session, 5)) as [number, number, number, number, number];
    await room.sql`update public.runs set rank = 7 + '1e-4000'::numeric where id = ${a}`;
    await room.sql`update public.runs set rank = 7 + '2e-4000'::numeric where id = ${b}`;
    await move({ run_id: d, after: a });
    await move({ run_id: e, before: b });
    const rows =
      await room.sql`select max(scale(rank)) as digits from public.runs where id in (${a}, ${b}, ${d}, ${e})`;
    expect(Number(rows[0]?.digits)).toBeLessThan(20);
    expect(await claimOrder(key)).toEqual([a, d, e, b, c]);
  });

  test("finds a place between two runs of one rank", async () => {
    const { session, key } = await stage.aSession(null);
    const [a, b, c, d] = (await queue(session, 4)) as [number, number, number, number];
    await room.sql`update public.runs set rank = 7 where id in (${a}, ${b}, ${c})`;
    await move({ run_id: d, before: b });
    expect(await claimOrder(key)).toEqual([a, d, b, c]);
  });

  test("takes the rank of two runs that have just become equal, instead of looking for one between them for ever", async () => {
    const between = await room.sql.begin(async (sql) => {
      await sql`set local statement_timeout = '3s'`;
      return await sql`select private.rank_between(7, 7)::float as rank`;
    });
    expect(between).toEqual([{ rank: 7 }]);
  });

  test("finds a place before a delayed run whose rank another run has, too", async () => {
    const { session, key } = await stage.aSession(null);
    const [a, b] = await queue(session, 2);
    const { id: delayed } = await stage.create(session, { delay_seconds: 3_600 });
    await room.sql`update public.runs set rank = 7 where id in (${a}, ${delayed})`;
    await move({ run_id: b, before: delayed });
    await room.sql`update public.runs set available_at = null where id = ${delayed}`;
    expect(await claimOrder(key)).toEqual([a, b, delayed]);
  });

  test("takes on its neighbour's priority, and says so in the log with from where, to where and by whom", async () => {
    const { session } = await stage.aSession(null);
    const [urgent] = await queue(session, 1, 7);
    const [plain] = await queue(session, 1);
    expect((await move({ run_id: plain, before: urgent })).run).toMatchObject({ priority: 7 });
    const entry = (await entriesOf(room, plain)).at(-1);
    const [who] = await room.sql`select display_name from public.operators where user_id = ${operator.user_id}`;
    expect([entry?.kind, JSON.parse(entry?.body ?? "")]).toEqual([
      "run_moved",
      { by: who?.display_name, from: "A", to: "A", before: urgent, priority: 7 },
    ]);
  });

  test("puts a run into another lane at its number's place, where it is claimed at once", async () => {
    const session = await makeSession(room, operator);
    const [a, b] = session.lanes.map((lane) => lane.id);
    const run = await stage.create(session, { lane: "A" });
    const { run: moved } = await move({ run_id: run.id, lane_id: b ?? 0 });
    expect(moved).toMatchObject({ lane_id: b, lane: "B" });
    expect((await entriesOf(room, run.id)).at(-1)).toMatchObject({
      kind: "run_moved",
      body: expect.stringContaining('"to": "B"'),
    });
    const behind = await stage.create(session, { lane: "A" });
    await move({ run_id: behind.id, before: run.id });
    const key = await makeLimitedKey(room, ["runs.work"], { session_ids: [session.id] });
    const claimed = [await claimOne(room, key)].map((one) => one.lease.run_id);
    expect(claimed).toEqual([behind.id]);
    expect((await stage.get(behind.id)).lane_id).toBe(b);
    expect(a).not.toBe(b);
  });

  test("moves a delayed run, which stays delayed", async () => {
    const session = await makeSession(room, operator);
    const run = await stage.create(session, { lane: "A", delay_seconds: 60 });
    await move({ run_id: run.id, lane_id: session.lanes[2]?.id ?? 0 });
    const key = await makeLimitedKey(room, ["runs.work"], { lane_ids: [session.lanes[2]?.id ?? 0] });
    await stage.claimNothing(key);
    const late = await claimOne(room, key, makeWorker(), { now: inSeconds(61) });
    expect(late.lease.run_id).toBe(run.id);
  });

  test("is refused by name for a run that is over or holds a slot, and beside one that does", async () => {
    const { session, key } = await stage.aSession(1);
    const [running, queued, over] = await queue(session, 3);
    await claimOne(room, key);
    await stage.cancel(over);
    const refused = (input: Parameters<typeof move>[0], code: Parameters<typeof expectRefused>[4]) =>
      expectRefused(room, "runs.move", operator, input, code);
    const lane_id = session.lanes[0]?.id ?? 0;
    await refused({ run_id: running, lane_id }, "run_not_queued");
    await refused({ run_id: queued, after: running }, "run_not_queued");
    await refused({ run_id: over, lane_id }, "run_final");
    await refused({ run_id: queued, after: over }, "run_final");
    await refused({ run_id: queued, after: queued }, "invalid_input");
    await refused({ run_id: queued, after: 999_999 }, "not_found");
    const elsewhere = await makeSession(room, operator);
    await refused({ run_id: queued, lane_id: elsewhere.lanes[0]?.id ?? 0 }, "invalid_input");
    await room.call("sessions.archive", operator, { session_id: elsewhere.id });
    await refused({ run_id: queued, lane_id: elsewhere.lanes[0]?.id ?? 0 }, "session_archived");
  });

  test("does not move a run out of its pause: one that waits, or goes on after it, keeps its lane", async () => {
    const { session, key } = await stage.aSession(1);
    const { lease } = await stage.aWaitingRun(session, key);
    const lane_id = session.lanes[0]?.id ?? 0;
    await expectRefused(room, "runs.move", operator, { run_id: lease.run_id, lane_id }, "run_not_queued");
    await room.call("maintenance.tick", key, {}, { now: inSeconds(61) });
    expect(await stage.get(lease.run_id)).toMatchObject({ status: "queued" });
    await expectRefused(room, "runs.move", operator, { run_id: lease.run_id, lane_id }, "run_not_queued");
  });
});

describe("runs.set_priority", () => {
  test("decides who comes first, is logged with both values, and changes nothing when it is so already", async () => {
    const { session, key } = await stage.aSession(null);
    const [a, b, c] = await queue(session, 3);
    const { run } = await room.call("runs.set_priority", operator, { run_id: c, priority: 3 });
    expect(run.priority).toBe(3);
    const entries = await entriesOf(room, c);
    expect(entries.at(-1)).toMatchObject({ kind: "run_prioritized", body: expect.stringMatching(/"from": 0/) });
    await room.call("runs.set_priority", operator, { run_id: c, priority: 3 });
    expect(await entriesOf(room, c)).toEqual(entries);
    await room.call("runs.set_priority", operator, { run_id: a, priority: -1 });
    expect(await claimOrder(key)).toEqual([c, b, a]);
  });

  test("is refused for a run that is over", async () => {
    const { session } = await stage.aSession();
    const [run_id] = await queue(session, 1);
    await stage.cancel(run_id);
    await expectRefused(room, "runs.set_priority", operator, { run_id, priority: 1 }, "run_final");
  });
});
