import { describe, expect, test } from "vitest";
import { claimOne, makeRun, makeSession, makeUser, makeWorker, startOne } from "../../../e2e/harness/factories.ts";
import { makeLimitedKey } from "../support/callers.ts";
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
  worker,
} from "../support/causes.ts";
import { step, waitFirst } from "../support/stage.ts";

eachOnItsOwn();

test("a run with no cause is taken by the next claim", async () => {
  const run = await queue();
  expect(await causes(run)).toEqual([]);
  expect(await claim()).toEqual([run]);
});

test("a run that is under way, or over, has no cause to wait", async () => {
  const run = await queue();
  const { lease } = await startOne(room, key, worker);
  expect(await room.call("runs.explain", operator, { run_id: run })).toEqual({
    run_id: run,
    status: "running",
    causes: [],
  });
  await silence();
  expect(await causes(run)).toEqual([]);
  await room.call("runs.finish", key, { lease, last_batch_no: 0, outcome: "failed", failure_code: "step_failed" });
  expect(await room.call("runs.explain", operator, { run_id: run })).toEqual({
    run_id: run,
    status: "failed",
    causes: [],
  });
});

test("a run that a worker has claimed and not started says so, and what comes of it when the lease ends", async () => {
  const run = await queue();
  await claim();
  const [given] = await room.sql`
    select l.expires_at, a.claimed_at from private.leases l join public.run_attempts a using (run_id)`;
  const starting = {
    ...{ code: "starting", worker: worker.name, at: expect.any(String), until: expect.any(String) },
    ...{ expired: false, afterwards: "queued" },
  };
  const [cause] = await causes(run);
  expect(cause).toEqual(starting);
  if (cause?.code === "starting") {
    expect([new Date(cause.at), new Date(cause.until)]).toEqual([given?.claimed_at, given?.expires_at]);
  }
  await room.sql`update private.leases set expires_at = now()`;
  expect(await causes(run)).toEqual([{ ...starting, expired: true }]);
  await room.call("maintenance.tick", key, {});
  expect(await room.call("runs.explain", operator, { run_id: run })).toMatchObject({ status: "queued", causes: [] });

  await claim();
  await room.call("runs.cancel", operator, { run_id: run });
  expect(await causes(run)).toEqual([{ ...starting, afterwards: "cancelled" }]);
  await room.sql`update private.leases set expires_at = now()`;
  await room.call("maintenance.tick", key, {});
  expect(await room.call("runs.explain", operator, { run_id: run })).toMatchObject({ status: "cancelled", causes: [] });
});

describe("its own time", () => {
  test("over, where nobody has claimed it in time", async () => {
    const run = await queue("A", { expires_in_seconds: 60 });
    await room.sql`update public.runs set queue_expires_at = now() where id = ${run}`;
    expect(await causes(run)).toEqual([{ code: "queue_expired", at: expect.any(String) }]);
    expect(await claim()).toEqual([]);
    expect(await room.call("runs.explain", operator, { run_id: run })).toMatchObject({ status: "failed", causes: [] });
  });

  test("delayed until a moment, and not once that has come", async () => {
    const run = await queue("A", { delay_seconds: 60 });
    expect(await causes(run)).toEqual([{ code: "delayed", until: expect.any(String) }]);
    await room.sql`update public.runs set available_at = now() where id = ${run}`;
    expect(await causes(run)).toEqual([]);
    expect(await claim()).toEqual([run]);
  });

  test("backing off before attempt n of m", async () => {
    const run = await queue("A", { max_attempts: 3 });
    const { lease } = await startOne(room, key, worker);
    await room.call("runs.finish", key, { lease, last_batch_no: 0, outcome: "failed", failure_code: "step_failed" });
    expect(await causes(run)).toEqual([
      { code: "backing_off", until: expect.any(String), attempt: 2, max_attempts: 3 },
    ]);
  });

  test("waiting for what a cancel by force left behind, once it is retried", async () => {
    const run = await queue();
    await startOne(room, key, worker);
    await room.call("runs.cancel", operator, { run_id: run, force: true });
    const { due_at } = (await room.call("runs.retry", operator, { run_id: run })).run;
    expect(await causes(run)).toEqual([{ code: "waiting_for_old_processes", until: due_at }]);
    await room.sql`update public.runs set available_at = now() where id = ${run}`;
    expect(await causes(run)).toEqual([]);
    expect(await claim()).toEqual([run]);
  });

  test("waiting for a step's timer, and then for a lane that is paused, but never for the slot that it holds", async () => {
    const run = await queue("A", { steps: waitFirst });
    const other = await queue("A");
    const { lease } = await startOne(room, key, worker);
    await room.call("events.append", key, { lease, batch_no: 1, entries: [step(0)] });
    await room.call("runs.finish", key, { lease, last_batch_no: 1, outcome: "waiting", resume_after_seconds: 60 });
    const timer = { code: "waiting_for_timer", step: "pause", until: expect.any(String) };
    expect(await causes(run)).toEqual([timer]);
    expect(await causes(other)).toEqual([{ code: "lane_full", lane: "A", capacity: 1, held: 1, held_by: [run] }]);
    await room.call("lanes.pause", operator, { lane_id: laneId("A"), note: "hold" });
    const paused = expect.objectContaining({ code: "lane_paused" });
    expect(await causes(run)).toEqual([timer, paused]);
    await room.sql`update public.runs set available_at = now() where id = ${run}`;
    expect(await causes(run)).toEqual([paused]);
    await room.call("maintenance.tick", key, {});
    expect(await causes(run)).toEqual([paused]);
    await room.call("lanes.resume", operator, { lane_id: laneId("A") });
    expect(await causes(run)).toEqual([]);
    expect(await claim()).toEqual([run]);
  });
});

describe("its lane", () => {
  test("paused, by whom, when and why", async () => {
    const run = await queue();
    await room.call("lanes.pause", operator, { lane_id: laneId("A"), note: "switch-over" });
    const [who] = await room.sql`select display_name as name from public.operators where user_id = ${operator.user_id}`;
    expect(await causes(run)).toEqual([
      { code: "lane_paused", lane: "A", by: who?.name, at: expect.any(String), note: "switch-over" },
    ]);
  });

  test("full, held by which runs, and how many come first", async () => {
    await room.call("lanes.set_capacity", operator, { lane_id: laneId("A"), capacity: 2 });
    const [one, two, three, four] = [await queue(), await queue(), await queue(), await queue()];
    expect(await causes(two)).toEqual([]);
    const behind = (ahead: number) => ({ code: "behind", lane: "A", ahead, or_more: false });
    expect(await causes(three)).toEqual([behind(2)]);
    expect(await claim(2)).toEqual([one, two]);
    const full = { code: "lane_full", lane: "A", capacity: 2, held: 2, held_by: [one, two] };
    expect(await causes(three)).toEqual([full]);
    expect(await causes(four)).toEqual([full, behind(1)]);
    await room.call("runs.set_priority", operator, { run_id: four, priority: 1 });
    expect(await causes(four)).toEqual([full]);
    expect(await causes(three)).toEqual([full, behind(1)]);
  });

  test("behind none that cannot go itself: a full key, a label that nobody has, a time that has not come", async () => {
    const holder = await queueOf(key_, "B");
    expect(await claim(1)).toEqual([holder]);
    await queueOf(key_);
    await queueOf({ required_labels: ["gpu"] });
    await queue("A", { delay_seconds: 60, priority: 5 });
    const run = await queue();
    expect(await causes(run)).toEqual([]);
    expect(await claim()).toEqual([run]);
  });
});

describe("the workers", () => {
  test("none alive, and since when", async () => {
    const run = await queue();
    await silence();
    expect(await causes(run)).toEqual([{ code: "no_live_worker", last_seen_at: expect.any(String) }]);
    await room.sql`delete from public.workers`;
    expect(await causes(run)).toEqual([{ code: "no_live_worker", last_seen_at: null }]);
  });

  test("none whose key is for this lane", async () => {
    await silence();
    const limited = await makeLimitedKey(room, ["runs.work"], { lane_ids: [laneId("B")] });
    const own = makeWorker();
    await alive(own, limited);
    const [here, there] = [await queue("A"), await queue("B")];
    expect(await causes(here)).toEqual([{ code: "no_worker_for_lane", live: 1 }]);
    expect(await causes(there)).toEqual([]);
    expect(await claim(50, own, limited)).toEqual([there]);
  });

  test("none whose key still lets it in, revoked or expired", async () => {
    const run = await queue();
    await room.sql`update public.api_keys set expires_at = now() + interval '1 minute'`;
    expect(await causes(run)).toEqual([]);
    await room.sql`update public.api_keys set expires_at = now() - interval '1 second'`;
    expect(await causes(run)).toEqual([{ code: "no_worker_for_lane", live: 0 }]);
    await room.sql`update public.api_keys set expires_at = null, revoked_at = now()`;
    expect(await causes(run)).toEqual([{ code: "no_worker_for_lane", live: 0 }]);
    await alive(makeWorker(), await makeLimitedKey(room, ["runs.work"], { lane_ids: [laneId("B")] }));
    expect(await causes(run)).toEqual([{ code: "no_worker_for_lane", live: 1 }]);
  });

  test("none with its labels, and which labels nobody has", async () => {
    const run = await queueOf({ required_labels: ["gpu", "region:eu"] });
    const lacking = (live: number, missing: string[]) => ({
      ...{ code: "no_worker_with_labels", labels: ["gpu", "region:eu"], missing, live },
    });
    expect(await causes(run)).toEqual([lacking(1, ["gpu", "region:eu"])]);
    await alive(makeWorker({ labels: ["gpu"] }));
    expect(await causes(run)).toEqual([lacking(2, ["region:eu"])]);
    await alive(makeWorker({ labels: ["region:eu"] }));
    expect(await causes(run)).toEqual([lacking(3, [])]);
    const both = makeWorker({ labels: ["region:eu", "linux", "gpu"] });
    await alive(both);
    expect(await causes(run)).toEqual([]);
    expect(await claim(50, both)).toEqual([run]);
  });

  test("all slots busy, n of m, or all draining", async () => {
    await silence();
    const small = makeWorker({ slots: 1 });
    const held = await queue("B");
    expect(await claim(1, small)).toEqual([held]);
    const run = await queue("A");
    expect(await causes(run)).toEqual([{ code: "slots_busy", busy: 1, slots: 1, workers: 1 }]);
    await room.call("workers.drain", operator, { worker_id: small.id });
    expect(await causes(run)).toEqual([{ code: "workers_draining", workers: 1 }]);
    await alive(worker);
    expect(await causes(run)).toEqual([]);
    expect(await claim()).toEqual([run]);
  });
});

test("every cause there is comes at once", async () => {
  const holder = await queueOf(key_);
  await claimOne(room, key, worker);
  const before = await queue();
  const run = await queueOf({ ...key_, required_labels: ["gpu"] });
  await room.call("lanes.pause", operator, { lane_id: laneId("A"), note: "hold" });
  await room.sql`update public.runs set available_at = now() + interval '1 hour' where id = ${run}`;
  expect((await causes(run)).map((cause) => cause.code)).toEqual([
    "delayed",
    "lane_paused",
    "lane_full",
    "key_held",
    "behind",
    "no_worker_with_labels",
  ]);
  expect([holder < before, before < run]).toEqual([true, true]);
});

test("screens ask for many runs at once and get those that their reader sees", async () => {
  const secret = await makeSession(room, operator, { visibility: "members" });
  const stranger = await makeUser(room, "operator");
  const hidden = (await makeRun(room, operator, { session_id: secret.id })).id;
  const shown = await queue("A", { delay_seconds: 60 });
  const [row] = await room.sql.begin(async (sql) => {
    await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: stranger.user_id, role: "authenticated" })}, true)`;
    await sql`set local role authenticated`;
    return await sql`select public.explain_runs(${[hidden, shown]}) as found`;
  });
  expect(row?.found).toEqual([
    { run_id: shown, status: "queued", causes: [expect.objectContaining({ code: "delayed" })] },
  ]);
});
