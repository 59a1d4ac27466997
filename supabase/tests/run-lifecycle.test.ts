import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../e2e/harness/control-room.ts";
import {
  claimOne,
  expireLease,
  finishOne,
  makeKey,
  makeRun,
  makeSession,
  makeUser,
  makeWorker,
  startOne,
} from "../../e2e/harness/factories.ts";

let room: ControlRoom;
let operator: { user_id: string };
let key: { key_hash: string };

beforeAll(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  key = await makeKey(room, ["runs.work", "runs.read"]);
});
afterAll(() => room.close());

test("a run goes from created to succeeded and its log says so, gap-free and verified", async () => {
  const session = await makeSession(room, operator);
  const run = await makeRun(room, operator, { session_id: session.id });
  expect(run).toMatchObject({ status: "queued", attempt: 0, last_seq: 1, lane: "A" });

  const claimed = await startOne(room, key);
  expect(claimed).toMatchObject({ lease: { run_id: run.id, attempt: 1 }, start_step: 0, lease_seconds: 15 });
  await finishOne(room, key, claimed);

  const after = await room.call("runs.get", operator, { run_id: run.id });
  expect(after.run).toMatchObject({ status: "succeeded", failure_code: null });
  const log = await room.call("events.list", key, { run_id: run.id });
  expect(log.entries.map((entry) => entry.kind)).toEqual([
    "run_created",
    "run_claimed",
    "run_started",
    "step_started",
    "step_finished",
    "run_succeeded",
  ]);
  expect(log.entries.map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6]);
  const [verdict] = await room.sql`select * from private.verify_run_log(${run.id})`;
  expect(verdict).toEqual({ ok: true, bad_seq: null, reason: null });
  const [leases] = await room.sql`select count(*)::int as n from private.leases where run_id = ${run.id}`;
  expect(leases).toEqual({ n: 0 });
});

test("a run whose lease runs out is queued again while attempts are left, and fails as lease_expired when none is", async () => {
  const session = await makeSession(room, operator);
  const run = await makeRun(room, operator, { session_id: session.id, max_attempts: 2 });
  const first = await startOne(room, key);
  await expireLease(room, run.id);

  const second = await startOne(room, key);
  expect(second.lease).toMatchObject({ run_id: run.id, attempt: 2 });
  await expect(room.call("runs.start", key, { lease: first.lease })).rejects.toMatchObject({ code: "lease_lost" });

  await expireLease(room, run.id);
  await room.call("maintenance.tick", key, {});
  const { run: failed } = await room.call("runs.get", operator, { run_id: run.id });
  expect(failed).toMatchObject({ status: "failed", failure_code: "lease_expired", attempt: 2 });
});

test("a long wait gives the worker back, keeps the slot, and resumes after the wait in a new attempt", async () => {
  const session = await makeSession(room, operator, { lanes: [{ name: "A", capacity: 1 }] });
  const steps = [
    { name: "pause", kind: "wait" as const, seconds: 60 },
    { name: "go on", kind: "shell" as const, run: "true" },
  ];
  const run = await makeRun(room, operator, { session_id: session.id, steps });
  const first = await startOne(room, key);
  const emitted_at = new Date().toISOString();
  await room.call("events.append", key, {
    lease: first.lease,
    batch_no: 1,
    entries: [{ kind: "step_started", step: 0, emitted_at }],
  });
  const { status } = await room.call("runs.finish", key, {
    lease: first.lease,
    last_batch_no: 1,
    outcome: "waiting",
    resume_after_seconds: 60,
  });
  expect(status).toBe("waiting");

  const other = await makeRun(room, operator, { session_id: session.id, priority: 50 });
  await expect(claimOne(room, key)).rejects.toThrow("nothing to claim");
  const later = new Date(Date.now() + 61_000);
  const resumed = await claimOne(room, key, makeWorker(), { now: later });
  expect(resumed).toMatchObject({ lease: { run_id: run.id, attempt: 2 }, start_step: 1 });
  await room.call("runs.start", key, { lease: resumed.lease });
  await finishOne(room, key, resumed);
  expect((await claimOne(room, key)).lease.run_id).toBe(other.id);
});
