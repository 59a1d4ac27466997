import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import {
  claimOne,
  expireLease,
  finishOne,
  makeKey,
  makeRun,
  makeSession,
  makeUser,
  startOne,
} from "../../../e2e/harness/factories.ts";
import { auditOf, expectRefused } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";

let room: ControlRoom;
let operator: { user_id: string };
let stranger: { user_id: string };
let worker: { key_hash: string };
beforeAll(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  stranger = await makeUser(room, "operator");
  worker = await makeKey(room, ["runs.work"]);
});
afterAll(() => room.close());

const emitted_at = "2026-11-20T12:00:00Z";
const twoSteps = [
  { name: "build", kind: "shell" as const, run: "true" },
  { name: "deploy", kind: "shell" as const, run: "false" },
];

async function newRun(input: Partial<Parameters<typeof makeRun>[2]> = {}, visibility: "team" | "members" = "team") {
  const session = await makeSession(room, operator, { visibility });
  return await makeRun(room, operator, { session_id: session.id, ...input });
}

/** A run whose first step succeeded and whose second failed. */
async function failedAtSecondStep() {
  const run = await newRun({ steps: twoSteps });
  const { lease } = await startOne(room, worker);
  await room.call("events.append", worker, {
    lease,
    batch_no: 1,
    entries: [
      { kind: "step_started", step: 0, emitted_at },
      { kind: "step_finished", step: 0, emitted_at, status: "succeeded" },
      { kind: "step_started", step: 1, emitted_at },
      { kind: "step_finished", step: 1, emitted_at, status: "failed", exit_code: 1 },
    ],
  });
  await room.call("runs.finish", worker, { lease, last_batch_no: 1, outcome: "failed", failure_code: "step_failed" });
  return run;
}

describe("runs.cancel", () => {
  test("cancels a queued run at once, saying who and why", async () => {
    const run = await newRun();
    const requestId = crypto.randomUUID();
    const input = { run_id: run.id, reason: "wrong branch" };
    const { run: cancelled } = await room.call("runs.cancel", operator, input, { requestId });
    expect(cancelled).toMatchObject({ status: "cancelled", failure_code: null });
    expect(cancelled.finished_at).not.toBeNull();
    expect(await auditOf(room, requestId)).toEqual([
      expect.objectContaining({ outcome: "ok", session_id: run.session_id, run_id: run.id }),
    ]);
    const [row] =
      await room.sql`select cancel_reason, cancel_requested_by is not null as by from public.runs where id = ${run.id}`;
    expect(row).toEqual({ cancel_reason: "wrong branch", by: true });
  });

  test("of a run that a live worker holds is a request, made once", async () => {
    const run = await newRun();
    const { lease } = await startOne(room, worker);
    const first = await room.call("runs.cancel", operator, { run_id: run.id });
    expect(first.run).toMatchObject({ status: "running", cancel_requested_at: expect.any(String) });
    expect(await room.call("runs.cancel", stranger, { run_id: run.id })).toEqual(first);
    expect(await room.call("runs.start", worker, { lease })).toEqual({ directive: "cancel" });
    await room.call("runs.finish", worker, { lease, last_batch_no: 0, outcome: "cancelled" });
    expect((await room.call("runs.get", operator, { run_id: run.id })).run.status).toBe("cancelled");
  });

  test("of a run whose lease is dead takes effect at once", async () => {
    const run = await newRun({ max_attempts: 5 });
    await claimOne(room, worker);
    await expireLease(room, run.id);
    const { run: cancelled } = await room.call("runs.cancel", operator, { run_id: run.id });
    expect(cancelled.status).toBe("cancelled");
  });

  test("refuses a run that is over or out of sight", async () => {
    const run = await newRun({}, "members");
    const elsewhere = await newRun();
    const laneKey = await makeLimitedKey(room, ["runs.write"], { lane_ids: [elsewhere.lane_id] });
    const sessionKey = await makeLimitedKey(room, ["runs.write"], { session_ids: [elsewhere.session_id] });
    for (const as of [stranger, laneKey, sessionKey]) {
      await expectRefused(room, "runs.cancel", as, { run_id: run.id }, "not_found");
    }
    await expectRefused(room, "runs.cancel", operator, { run_id: 999_999 }, "not_found");
    await room.call("runs.cancel", operator, { run_id: run.id });
    await expectRefused(room, "runs.cancel", operator, { run_id: run.id }, "run_final");
    await room.call("runs.cancel", laneKey, { run_id: elsewhere.id });
  });
});

describe("runs.retry", () => {
  test("from the start queues a new attempt of every step and clears what the last one left", async () => {
    const run = await failedAtSecondStep();
    const requestId = crypto.randomUUID();
    const { run: queued } = await room.call("runs.retry", operator, { run_id: run.id }, { requestId });
    expect(queued).toMatchObject({ status: "queued", failure_code: null, error: null, finished_at: null, attempt: 1 });
    expect(await auditOf(room, requestId)).toEqual([expect.objectContaining({ outcome: "ok", run_id: run.id })]);
    const again = await claimOne(room, worker);
    expect(again).toMatchObject({ lease: { run_id: run.id, attempt: 2 }, start_step: 0 });
    await room.call("runs.start", worker, { lease: again.lease });
    await finishOne(room, worker, again);
  });

  test("from the failed step starts at the first that has not succeeded", async () => {
    const run = await failedAtSecondStep();
    await room.call("runs.retry", operator, { run_id: run.id, from: "failed_step" });
    const again = await startOne(room, worker);
    expect(again).toMatchObject({ lease: { run_id: run.id, attempt: 2 }, start_step: 1 });
    await finishOne(room, worker, again);
    const steps = await room.sql`
      select attempt, step, status from public.run_steps where run_id = ${run.id} order by attempt, step`;
    expect([...steps]).toEqual([
      { attempt: 1, step: 0, status: "succeeded" },
      { attempt: 1, step: 1, status: "failed" },
      { attempt: 2, step: 1, status: "succeeded" },
    ]);
  });

  test("of a cancelled run forgets that somebody asked to cancel it", async () => {
    const run = await newRun();
    await room.call("runs.cancel", operator, { run_id: run.id });
    const { run: queued } = await room.call("runs.retry", operator, { run_id: run.id });
    expect(queued).toMatchObject({ status: "queued", cancel_requested_at: null });
    await room.call("runs.cancel", operator, { run_id: run.id });
  });

  test("refuses a run that is not over, that succeeded, or that is out of sight", async () => {
    const run = await newRun({}, "members");
    const sessionKey = await makeLimitedKey(room, ["runs.write"], { session_ids: [run.session_id + 1] });
    for (const as of [stranger, sessionKey]) {
      await expectRefused(room, "runs.retry", as, { run_id: run.id }, "not_found");
    }
    await expectRefused(room, "runs.retry", operator, { run_id: 999_999 }, "not_found");
    await expectRefused(room, "runs.retry", operator, { run_id: run.id }, "run_not_final");
    await finishOne(room, worker, await startOne(room, worker));
    await expectRefused(room, "runs.retry", operator, { run_id: run.id }, "run_succeeded");
  });

  test("refuses a run of an archived session", async () => {
    const run = await newRun();
    await room.call("runs.cancel", operator, { run_id: run.id });
    await room.call("sessions.archive", operator, { session_id: run.session_id });
    await expectRefused(room, "runs.retry", operator, { run_id: run.id }, "session_archived");
  });
});
