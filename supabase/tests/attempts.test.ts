import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimOne, finishOne, makeWorker, oneStep, startOne, unique } from "../../e2e/harness/factories.ts";
import type { CommandInput } from "../functions/_shared/contracts/commands.ts";
import { inSeconds, Stage, step, waitFirst } from "./support/stage.ts";

type Steps = NonNullable<CommandInput<"runs.create">["steps"]>;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

describe("attempts", () => {
  test("that are handed back do not count and are claimed again at once", async () => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session);
    for (let handed = 0; handed < 3; handed += 1) {
      const { lease } = await startOne(stage.room, key);
      const { status } = await stage.room.call("runs.finish", key, { lease, last_batch_no: 0, outcome: "released" });
      expect(status).toBe("queued");
    }
    expect((await claimOne(stage.room, key)).lease).toMatchObject({ run_id: run.id, attempt: 4 });
  });

  test("begin after the one before has ended, also when the claim's transaction was open before that end", async () => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session);
    const first = await startOne(stage.room, key);
    const input = { claim_id: randomUUID(), worker: { ...makeWorker() }, limit: 1 };
    await stage.room.executor.begin(async (claiming) => {
      await claiming`select now()`;
      await stage.room.call("runs.finish", key, { lease: first.lease, last_batch_no: 0, outcome: "released" });
      await claiming`select private.claim_runs(${key.key_hash}, ${claiming.json(input)})`;
    });
    const [row] = await stage.room.sql`
      select two.claimed_at >= one.finished_at as in_order
      from public.run_attempts one join public.run_attempts two on two.run_id = one.run_id and two.number = 2
      where one.run_id = ${run.id} and one.number = 1`;
    expect(row).toEqual({ in_order: true });
  });

  test("that fail are repeated after a delay that doubles up to its limit, until the last one fails the run", async () => {
    const { session, key } = await stage.aSession();
    const slug = unique("backoff");
    await stage.room.call("templates.publish", stage.operator, {
      ...{
        slug,
        name: "Backoff",
        steps: oneStep,
        max_attempts: 4,
        backoff: { initial_seconds: 10, max_seconds: 25, jitter: 0 },
      },
    });
    const { run } = await stage.room.call("runs.create", stage.operator, { session_id: session.id, template: slug });
    let now = inSeconds(0);
    for (const delay of [10, 20, 25]) {
      const claimed = await startOne(stage.room, key, makeWorker(), { now });
      const { status } = await stage.room.call(
        "runs.finish",
        key,
        { lease: claimed.lease, last_batch_no: 0, outcome: "failed", failure_code: "step_failed" },
        { now },
      );
      expect(status).toBe("queued");
      const [row] = await stage.room.sql`select holds_slot from public.runs where id = ${run.id}`;
      expect(row).toEqual({ holds_slot: false });
      await stage.claimNothing(key, new Date(now.getTime() + delay * 1_000 - 1));
      now = new Date(now.getTime() + delay * 1_000);
    }
    await stage.room.call("maintenance.tick", key, {}, { now });
    const last = await startOne(stage.room, key);
    await expect(stage.fail(key, last)).resolves.toMatchObject({ status: "failed" });
    expect(await stage.get(run.id)).toMatchObject({ attempt: 4, failure_code: "step_failed", error: "no" });
  });

  test("of a run whose cancel was asked for are not repeated when they fail", async () => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session, { max_attempts: 3 });
    const claimed = await startOne(stage.room, key);
    await stage.cancel(run.id);
    expect(await stage.fail(key, claimed)).toMatchObject({ status: "failed" });
  });

  test.each(["released", "cancelled"] as const)(
    "end as cancelled when a cancel was asked for and the worker says %s",
    async (outcome) => {
      const { session, key } = await stage.aSession();
      const run = await stage.create(session);
      const { lease } = await startOne(stage.room, key);
      await stage.cancel(run.id);
      const { runs } = await stage.room.call("runs.heartbeat", key, { worker: makeWorker(), leases: [lease] });
      expect(runs).toEqual([{ run_id: run.id, directive: "cancel" }]);
      expect(await stage.room.call("runs.finish", key, { lease, last_batch_no: 0, outcome })).toMatchObject({
        status: "cancelled",
      });
    },
  );
});

describe("a waiting run", () => {
  test("is cancelled at once, its slot is free and nothing resumes it", async () => {
    const { session, key } = await stage.aSession(1);
    const { lease } = await stage.aWaitingRun(session, key);
    expect(await stage.cancel(lease.run_id)).toMatchObject({ status: "cancelled" });
    const steps = await stage.room
      .sql`select status from public.run_steps where run_id = ${lease.run_id} order by step`;
    expect(steps.map((row) => row.status)).toEqual(["cancelled", "pending"]);
    await stage.room.call("maintenance.tick", key, {}, { now: inSeconds(61) });
    expect(await stage.get(lease.run_id)).toMatchObject({ status: "cancelled" });
    const other = await stage.create(session);
    expect((await claimOne(stage.room, key)).lease.run_id).toBe(other.id);
  });

  test("is cancelled instead when a cancel was asked for before it began to wait", async () => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session, { steps: waitFirst });
    const claimed = await startOne(stage.room, key);
    await stage.append(key, claimed, step(0));
    await stage.cancel(run.id);
    const { status } = await stage.room.call("runs.finish", key, {
      ...{ lease: claimed.lease, last_batch_no: 1, outcome: "waiting", resume_after_seconds: 60 },
    });
    expect(status).toBe("cancelled");
  });

  test("resumes past the capacity that it never gave up, but not in a paused lane", async () => {
    const { session, key } = await stage.aSession(2);
    const waiting = [await stage.aWaitingRun(session, key), await stage.aWaitingRun(session, key)];
    await stage.create(session);
    const lane_id = session.lanes[0]?.id ?? 0;
    // Somebody lowers the capacity in the meantime: both still resume, the third does not begin.
    await stage.room.sql`update public.lanes set capacity = 1 where id = ${lane_id}`;
    await stage.room.call("lanes.pause", stage.operator, { lane_id, note: "hold" });
    await stage.claimNothing(key, inSeconds(61));
    await stage.claimNothing(key);
    await stage.room.call("lanes.resume", stage.operator, { lane_id });
    const claim = { claim_id: randomUUID(), worker: makeWorker(), limit: 10 };
    const { runs } = await stage.room.call("runs.claim", key, claim);
    expect(runs.map((run) => run.lease.run_id)).toEqual(waiting.map((run) => run.lease.run_id));
  });

  test("is only made of an attempt with one running step, a wait, after steps that succeeded: it has to resume somewhere", async () => {
    const { session, key } = await stage.aSession(null);
    const steps: Steps = [...oneStep, ...waitFirst];
    const batches = [[], [step(0)], [step(1)], [step(0), step(1)], [step(0), step(0, "failed"), step(1)]];
    for (const entries of batches) {
      await stage.create(session, { steps });
      const claimed = await startOne(stage.room, key);
      if (entries.length > 0) await stage.append(key, claimed, ...entries);
      const finish = stage.room.call("runs.finish", key, {
        ...{
          lease: claimed.lease,
          last_batch_no: Math.min(entries.length, 1),
          outcome: "waiting",
          resume_after_seconds: 60,
        },
      });
      await expect(finish).rejects.toMatchObject({ code: "outcome_not_allowed" });
    }
  });
});

test("a paused lane gives out nothing, lets what runs finish, and goes on when resumed", async () => {
  const { session, key } = await stage.aSession(2);
  await stage.create(session);
  const next = await stage.create(session);
  const running = await startOne(stage.room, key);
  const lane_id = session.lanes[0]?.id ?? 0;
  await stage.room.call("lanes.pause", stage.operator, { lane_id, note: "database upgrade" });
  await stage.claimNothing(key);
  await finishOne(stage.room, key, running);
  await stage.claimNothing(key);
  await stage.room.call("lanes.resume", stage.operator, { lane_id });
  expect((await claimOne(stage.room, key)).lease.run_id).toBe(next.id);
});

test("a finish that takes the next work frees its own slot first and hands over the next run of the lane", async () => {
  const { session, key } = await stage.aSession(1);
  const [first, second] = [await stage.create(session), await stage.create(session)];
  const worker = makeWorker();
  const claimed = await startOne(stage.room, key, worker);
  expect(claimed.lease.run_id).toBe(first.id);
  const fused = await stage.room.call("runs.finish", key, {
    ...{ lease: claimed.lease, last_batch_no: 0, outcome: "failed", failure_code: "step_failed" },
    claim: { claim_id: randomUUID(), worker, limit: 5 },
  });
  expect(fused.status).toBe("failed");
  expect(fused.claimed?.runs.map((run) => run.lease.run_id)).toEqual([second.id]);
});
