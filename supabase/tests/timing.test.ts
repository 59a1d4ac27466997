import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimOne, makeWorker, oneStep, startOne, unique } from "../../e2e/harness/factories.ts";
import type { CommandInput } from "../functions/_shared/contracts/commands.ts";
import { backoffSeconds } from "../functions/_shared/contracts/timing.ts";
import { entriesOf } from "./support/log.ts";
import { Stage, step, waitFirst } from "./support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

const start = new Date("2026-11-20T20:00:00Z");
const at = (seconds: number) => new Date(start.getTime() + seconds * 1_000);

async function aTemplate(fields: Partial<CommandInput<"templates.publish">>): Promise<string> {
  const slug = unique("timed");
  await stage.room.call("templates.publish", stage.operator, { slug, name: "Timed", steps: oneStep, ...fields });
  return slug;
}
/** Creates at `start`. */
async function create(input: CommandInput<"runs.create">) {
  return (await stage.room.call("runs.create", stage.operator, input, { now: start })).run;
}

describe("a run for later", () => {
  test("is due at the moment named, a past one at once", async () => {
    const { session, key } = await stage.aSession(null);
    const later = await create({ session_id: session.id, steps: oneStep, available_at: at(3_600).toISOString() });
    const past = await create({ session_id: session.id, steps: oneStep, available_at: at(-60).toISOString() });
    expect(Date.parse(later.due_at ?? "")).toBe(at(3_600).getTime());
    expect(past.due_at).toBe(null);
    expect((await claimOne(stage.room, key, makeWorker(), { now: start })).lease.run_id).toBe(past.id);
    await stage.room.call("maintenance.tick", key, {}, { now: at(3_599) });
    expect(await stage.get(later.id)).toMatchObject({ due_at: later.due_at });
    await stage.room.call("maintenance.tick", key, {}, { now: at(3_600) });
    expect((await claimOne(stage.room, key, makeWorker(), { now: at(0) })).lease.run_id).toBe(later.id);
  });
});

describe("a run that is queued too long", () => {
  test.each(["a claim", "a maintenance tick"])(
    "fails as queue_expired, with its log entry: noticed by %s",
    async (by) => {
      const { session, key } = await stage.aSession();
      const run = await create({ session_id: session.id, steps: oneStep, expires_in_seconds: 60 });
      await stage.room.call("maintenance.tick", key, {}, { now: at(59) });
      expect(await stage.get(run.id)).toMatchObject({ status: "queued" });
      if (by === "a claim") await stage.claimNothing(key, at(60));
      else await stage.room.call("maintenance.tick", key, {}, { now: at(60) });
      expect(await stage.get(run.id)).toMatchObject({
        ...{ status: "failed", failure_code: "queue_expired", attempt: 0 },
        error: "No worker claimed the run before 2026-11-20T20:01:00Z.",
      });
      const last = (await entriesOf(stage.room, run.id)).at(-1);
      expect([last?.kind, JSON.parse(last?.body ?? "")]).toMatchObject([
        "run_failed",
        { failure_code: "queue_expired" },
      ]);
    },
  );

  test("has the time its template says, counted from when it is due", async () => {
    const { session, key } = await stage.aSession();
    const template = await aTemplate({ expires_in_seconds: 60 });
    const run = await create({ session_id: session.id, template, delay_seconds: 100 });
    await stage.room.call("maintenance.tick", key, {}, { now: at(159) });
    expect(await stage.get(run.id)).toMatchObject({ status: "queued" });
    await stage.claimNothing(key, at(160));
    expect(await stage.get(run.id)).toMatchObject({ failure_code: "queue_expired" });
  });

  test("is never claimed, also when the sweep does not get as far as it", async () => {
    const { session, key } = await stage.aSession(null);
    for (let n = 0; n < 25; n += 1) await create({ session_id: session.id, steps: oneStep, expires_in_seconds: 60 });
    await stage.claimNothing(key, at(61));
    const [row] = await stage.room.sql`
      select count(*) filter (where status = 'failed')::int as failed, count(*) filter (where status = 'queued')::int as queued
      from public.runs where session_id = ${session.id}`;
    expect(row).toEqual({ failed: 20, queued: 5 });
  });

  test("is not one that was claimed before, came back or was retried by hand", async () => {
    const { session, key } = await stage.aSession(null);
    const back = await create({ session_id: session.id, steps: oneStep, expires_in_seconds: 60 });
    const { lease } = await claimOne(stage.room, key, makeWorker(), { now: start });
    await stage.room.call("runs.finish", key, { lease, last_batch_no: 0, outcome: "released" }, { now: start });
    await stage.room.call("maintenance.tick", key, {}, { now: at(61) });
    expect(await stage.get(back.id)).toMatchObject({ status: "queued" });
    await stage.room.call("runs.cancel", stage.operator, { run_id: back.id }, { now: at(62) });
    await stage.room.call("runs.retry", stage.operator, { run_id: back.id, from: "start" }, { now: at(63) });
    await stage.room.call("maintenance.tick", key, {}, { now: at(1_000) });
    expect(await stage.get(back.id)).toMatchObject({ status: "queued" });
  });

  test("has the same time again whenever it is retried, and its wait is counted from there", async () => {
    const { session, key } = await stage.aSession(null);
    const { id } = await create({ session_id: session.id, steps: oneStep, expires_in_seconds: 60, delay_seconds: 10 });
    const tick = (seconds: number) => stage.room.call("maintenance.tick", key, {}, { now: at(seconds) });
    await tick(70);
    for (const retriedAt of [100, 200]) {
      await stage.room.call("runs.retry", stage.operator, { run_id: id, from: "start" }, { now: at(retriedAt) });
      const [row] = await stage.room.sql`select queued_at from public.runs where id = ${id}`;
      expect(row).toEqual({ queued_at: at(retriedAt) });
      await tick(retriedAt + 59);
      expect(await stage.get(id)).toMatchObject({ status: "queued" });
      await tick(retriedAt + 60);
      expect(await stage.get(id)).toMatchObject({ status: "failed", failure_code: "queue_expired" });
    }
  });
});

describe("a run's timeout", () => {
  const heartbeat = (key: { key_hash: string }, lease: CommandInput<"runs.start">["lease"], now: Date) =>
    stage.room.call("runs.heartbeat", key, { worker: makeWorker(), leases: [lease] }, { now });

  test("is kept by the database when the worker lives on without keeping it: its lease is renewed no more", async () => {
    const { session, key } = await stage.aSession();
    const run = await create({ session_id: session.id, steps: oneStep, timeout_seconds: 60 });
    const { lease, timeout_seconds } = await startOne(stage.room, key, makeWorker(), { now: start });
    expect(timeout_seconds).toBe(60);
    // 60 s, 5 s of the step's grace, and 15 s for the worker to say how it went.
    for (const seconds of [10, 20, 30, 40, 50, 60, 70, 79]) {
      const { runs } = await heartbeat(key, lease, at(seconds));
      expect(runs).toEqual([{ run_id: run.id, directive: "continue" }]);
    }
    const { runs } = await heartbeat(key, lease, at(81));
    expect(runs).toEqual([{ run_id: run.id, directive: "lost" }]);
    await expect(
      stage.room.call("events.append", key, { lease, batch_no: 1, entries: [step(0)] }, { now: at(82) }),
    ).rejects.toMatchObject({ code: "lease_lost" });
    // Not before the lease has run out: until then the processes may live.
    await stage.room.call("maintenance.tick", key, {}, { now: at(93) });
    expect(await stage.get(run.id)).toMatchObject({ status: "running" });
    await stage.room.call("maintenance.tick", key, {}, { now: at(94) });
    expect(await stage.get(run.id)).toMatchObject({ status: "failed", failure_code: "timeout" });
  });

  test("is not put off by a claim that is asked again", async () => {
    const { session, key } = await stage.aSession();
    const run = await create({ session_id: session.id, steps: oneStep, timeout_seconds: 5 });
    const claim = { claim_id: randomUUID(), worker: makeWorker(), limit: 1, start: true };
    const again = async (seconds: number) =>
      (await stage.room.call("runs.claim", key, claim, { now: at(seconds) })).runs;
    expect(await again(0)).toHaveLength(1);
    // 5 s, 5 s of the step's grace, and 15 s for the worker to say how it went.
    for (const seconds of [12, 24]) expect(await again(seconds)).toMatchObject([{ lease: { run_id: run.id } }]);
    expect(await again(26)).toEqual([]);
    await stage.room.call("maintenance.tick", key, {}, { now: at(39) });
    expect(await stage.get(run.id)).toMatchObject({ status: "failed", failure_code: "timeout" });
  });

  test("waits for the longest grace of its steps, and counts what ran before a wait", async () => {
    const { session, key } = await stage.aSession();
    const steps = [
      { name: "pause", kind: "wait", seconds: 60 },
      { name: "slow to stop", kind: "shell", run: "true", grace_seconds: 100 },
    ] as const;
    await create({ session_id: session.id, steps: [...steps], timeout_seconds: 60 });
    const first = await startOne(stage.room, key, makeWorker(), { now: start });
    const { lease } = first;
    for (const seconds of [10, 20, 30, 40]) await heartbeat(key, lease, at(seconds));
    await stage.room.call("events.append", key, { lease, batch_no: 1, entries: [step(0)] }, { now: at(45) });
    const wait = { outcome: "waiting", resume_after_seconds: 60 } as const;
    await stage.room.call("runs.finish", key, { lease, last_batch_no: 1, ...wait }, { now: at(45) });
    const second = await startOne(stage.room, key, makeWorker(), { now: at(105) });
    expect(second.elapsed_seconds).toBeCloseTo(45);
    const [row] = await stage.room.sql`select deadline_at from private.leases where run_id = ${lease.run_id}`;
    expect(row?.deadline_at).toEqual(at(105 + 15 + 100 + 15));
  });

  test("is the same for the next try: what ran before the wait counts, what the failed try took does not", async () => {
    const { session, key } = await stage.aSession();
    const { id } = await create({ session_id: session.id, steps: waitFirst, timeout_seconds: 60, max_attempts: 2 });
    const { lease } = await startOne(stage.room, key, makeWorker(), { now: start });
    await stage.room.call("events.append", key, { lease, batch_no: 1, entries: [step(0)] }, { now: at(10) });
    const wait = { outcome: "waiting", resume_after_seconds: 60 } as const;
    await stage.room.call("runs.finish", key, { lease, last_batch_no: 1, ...wait }, { now: at(10) });
    const resumed = await startOne(stage.room, key, makeWorker(), { now: at(70) });
    const failed = { outcome: "failed", failure_code: "step_failed", error: "no" } as const;
    const end = { lease: resumed.lease, last_batch_no: 0, ...failed };
    await stage.room.call("runs.finish", key, end, { now: at(75) });
    const again = await startOne(stage.room, key, makeWorker(), { now: at(200) });
    expect(again).toMatchObject({ lease: { run_id: id, attempt: 3 }, start_step: 1, elapsed_seconds: 10 });
  });
});

describe("an attempt that failed", () => {
  const fail = (key: { key_hash: string }, lease: CommandInput<"runs.start">["lease"], fields: object = {}) =>
    stage.room.call(
      "runs.finish",
      key,
      { lease, last_batch_no: 0, outcome: "failed", failure_code: "step_failed", ...fields },
      { now: start },
    );

  test("for a reason that another try would not change is the last, and its log says so", async () => {
    const { session, key } = await stage.aSession();
    const run = await create({ session_id: session.id, steps: oneStep, max_attempts: 5 });
    const { lease } = await startOne(stage.room, key, makeWorker(), { now: start });
    expect(await fail(key, lease, { retryable: false })).toMatchObject({ status: "failed" });
    const last = (await entriesOf(stage.room, run.id)).at(-1);
    expect([last?.kind, JSON.parse(last?.body ?? "")]).toMatchObject(["run_failed", { retryable: false }]);
  });

  test("is repeated no sooner than the other side asked for", async () => {
    const { session, key } = await stage.aSession();
    const run = await create({ session_id: session.id, steps: oneStep, max_attempts: 2 });
    const { lease } = await startOne(stage.room, key, makeWorker(), { now: start });
    await fail(key, lease, { retry_after_seconds: 90 });
    expect(Date.parse((await stage.get(run.id)).due_at ?? "")).toBe(at(90).getTime());
  });

  test("is repeated after a time that differs from run to run within the jitter, by the formula of the contract", async () => {
    const { session, key } = await stage.aSession(null);
    const backoff = { initial_seconds: 100, max_seconds: 1_000, jitter: 0.5 };
    const template = await aTemplate({ max_attempts: 2, backoff });
    const waits: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const run = await create({ session_id: session.id, template });
      const { lease } = await startOne(stage.room, key, makeWorker(), { now: start });
      await fail(key, lease);
      const due = Date.parse((await stage.get(run.id)).due_at ?? "");
      const [row] = await stage.room.sql`select private.chance(${run.id}, 1) as chance`;
      expect((due - start.getTime()) / 1_000).toBeCloseTo(backoffSeconds(backoff, 1, row?.chance), 2);
      waits.push(due - start.getTime());
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(50_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(150_000);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(20_000);
  });
});
