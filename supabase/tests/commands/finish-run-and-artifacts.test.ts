import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom, sha256Hex } from "../../../e2e/harness/control-room.ts";
import {
  claimOne,
  expireLease,
  makeKey,
  makeRun,
  makeSession,
  makeUser,
  makeWorker,
  startOne,
} from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import type { ClaimedRun } from "../../functions/_shared/contracts/worker.ts";
import { outcomeOf } from "../support/audit.ts";
import { artifact, emitted_at, makeWorkerSide, type WorkerSide } from "../support/worker-side.ts";

let room: ControlRoom;
let side: WorkerSide;
beforeAll(async () => {
  room = await openControlRoom();
  side = await makeWorkerSide(room);
});
afterAll(() => room.close());

describe("runs.finish", () => {
  const finish = (
    run: ClaimedRun,
    input: Omit<CommandInput<"runs.finish">, "lease" | "last_batch_no">,
    last_batch_no = 0,
  ) => room.call("runs.finish", side.key, { lease: run.lease, last_batch_no, ...input });
  const succeed = [{ kind: "step_finished" as const, step: 0, emitted_at, status: "succeeded" as const }];
  const wait = [{ name: "pause", kind: "wait" as const, seconds: 60 }];

  test("succeeded: when every step has", async () => {
    const run = await side.started();
    expect(await outcomeOf(finish(run, { outcome: "succeeded" }))).toBe("outcome_not_allowed");
    await side.append(run, 1, succeed);
    expect(await finish(run, { outcome: "succeeded" }, 1)).toEqual({ status: "succeeded", claimed: null });
  });

  test("failed: with the code and the error that people read", async () => {
    const run = await side.started();
    const error = "exit code 1";
    expect(await finish(run, { outcome: "failed", failure_code: "step_failed", error })).toMatchObject({
      status: "failed",
    });
    const { run: after } = await room.call("runs.get", side.key, { run_id: run.lease.run_id });
    expect(after).toMatchObject({ status: "failed", failure_code: "step_failed", error });
  });

  test("cancelled: only when somebody asked for it", async () => {
    const run = await side.started();
    expect(await outcomeOf(finish(run, { outcome: "cancelled" }))).toBe("outcome_not_allowed");
    await room.call("runs.cancel", side.operator, { run_id: run.lease.run_id });
    expect(await finish(run, { outcome: "cancelled" })).toMatchObject({ status: "cancelled" });
  });

  test("released: queued again as if never claimed", async () => {
    const run = await side.claimed();
    expect(await finish(run, { outcome: "released" })).toMatchObject({ status: "queued" });
    await room.call("runs.cancel", side.operator, { run_id: run.lease.run_id });
  });

  test("released after a step had begun: failed, because its work must not be done twice unasked", async () => {
    const run = await side.started();
    await side.append(run, 1, [{ kind: "step_started", step: 0, emitted_at }]);
    expect(await finish(run, { outcome: "released" }, 1)).toMatchObject({ status: "failed" });
    const { run: after } = await room.call("runs.get", side.operator, { run_id: run.lease.run_id });
    expect(after).toMatchObject({ status: "failed", failure_code: "worker_stopped" });
  });

  test("waiting: only while a wait step is running", async () => {
    const run = await side.started(wait);
    const waiting = { outcome: "waiting" as const, resume_after_seconds: 60 };
    expect(await outcomeOf(finish(run, waiting))).toBe("outcome_not_allowed");
    await side.append(run, 1, [{ kind: "step_started", step: 0, emitted_at }]);
    expect(await finish(run, waiting, 1)).toMatchObject({ status: "waiting" });
    await room.call("runs.cancel", side.operator, { run_id: run.lease.run_id });
  });

  test.each([
    ["succeeded", { outcome: "succeeded" as const }],
    ["failed", { outcome: "failed" as const, failure_code: "worker_error" as const }],
    ["waiting", { outcome: "waiting" as const, resume_after_seconds: 60 }],
  ])("%s is refused before the attempt was started", async (_name, input) => {
    const run = await side.claimed();
    expect(await outcomeOf(finish(run, input))).toBe("outcome_not_allowed");
    await finish(run, { outcome: "released" });
    await room.call("runs.cancel", side.operator, { run_id: run.lease.run_id });
  });

  test("is refused while a batch is missing", async () => {
    const run = await side.started();
    await side.append(run, 1, succeed);
    expect(await outcomeOf(finish(run, { outcome: "succeeded" }, 2))).toBe("batch_gap");
    expect(await outcomeOf(finish(run, { outcome: "succeeded" }, 0))).toBe("batch_gap");
    expect(await side.statusOf(run)).toBe("running");
    await finish(run, { outcome: "succeeded" }, 1);
  });

  test("takes the next work in the same commit when asked to", async () => {
    const run = await side.started();
    const next = await side.newRun();
    await side.append(run, 1, succeed);
    const claim = { claim_id: randomUUID(), worker: makeWorker(), limit: 1 };
    const answer = await finish(run, { outcome: "succeeded", claim }, 1);
    expect(answer).toMatchObject({ status: "succeeded", claimed: { runs: [{ lease: { run_id: next } }] } });
  });
});

describe("artifacts.put", () => {
  const put = (run: ClaimedRun, input: ReturnType<typeof artifact>) =>
    room.call("artifacts.put", side.key, { lease: run.lease, ...input });

  test("attaches text and bytes, and logs it", async () => {
    const run = await side.started();
    const text = await put(run, artifact("# Bericht\n", { kind: "markdown", media_type: "text/markdown" }));
    expect(text.directive).toBe("continue");
    const bytes = Buffer.from([0, 255, 10]);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    const sha256 = Buffer.from(digest).toString("hex");
    await put(
      run,
      artifact(bytes.toString("base64"), { name: "raw", kind: "file", encoding: "base64", sha256, size: 3 }),
    );
    const rows = await room.sql`
      select name, kind, size::int, encoding from public.artifacts where run_id = ${run.lease.run_id} order by id`;
    expect([...rows]).toEqual([
      { name: "report", kind: "markdown", size: 10, encoding: "utf8" },
      { name: "raw", kind: "file", size: 3, encoding: "base64" },
    ]);
    const { entries } = await room.call("events.list", side.key, { run_id: run.lease.run_id, after_seq: 3 });
    expect(entries.map((entry) => [entry.kind, JSON.parse(entry.body).name])).toEqual([
      ["artifact_attached", "report"],
      ["artifact_attached", "raw"],
    ]);
  });

  test("the same name with other content is a conflict", async () => {
    const run = await side.started();
    await put(run, artifact("one"));
    expect(await outcomeOf(put(run, artifact("two")))).toBe("artifact_conflict");
  });

  test.each([
    ["a size that its content does not have", artifact("abc", { size: 4 })],
    ["a digest that its content does not have", artifact("abc", { sha256: sha256Hex("abd") })],
    ["a body that is no base64", artifact("%%%", { encoding: "base64", size: 3 })],
    ["a step that the attempt does not have", artifact("abc", { step: 9 })],
  ])("refuses %s as invalid_input", async (_what, input) => {
    const run = await side.started();
    expect(await outcomeOf(put(run, input))).toBe("invalid_input");
  });

  test("an attached artifact never changes", async () => {
    const run = await side.started();
    const { artifact_id } = await put(run, artifact("fixed"));
    const change = room.sql`update public.artifacts set body = 'other' where id = ${artifact_id}`;
    await expect(change).rejects.toMatchObject({ code: "23000" });
  });
});

describe("maintenance.tick", () => {
  test("ends dead leases, makes due what has fallen due, and drops old receipts and answers", async () => {
    const clean = await openControlRoom();
    const worker = await makeKey(clean, ["runs.work"]);
    const admin = await makeUser(clean, "admin");
    const { id: session_id } = await makeSession(clean, admin);
    const dead = await makeRun(clean, admin, { session_id });
    await startOne(clean, worker);
    const released = await makeRun(clean, admin, { session_id, lane: "B" });
    const { lease } = await claimOne(clean, worker);
    expect(lease.run_id).toBe(released.id);
    await clean.call("runs.finish", worker, { lease, last_batch_no: 0, outcome: "released" });
    await makeRun(clean, admin, { session_id, lane: "C", delay_seconds: 60 });
    await expireLease(clean, dead.id);
    const tick = (seconds: number) =>
      clean.call("maintenance.tick", worker, {}, { now: new Date(Date.now() + seconds * 1_000) });
    const nothing = {
      ...{ expired_leases: 0, expired_runs: 0, due_runs: 0 },
      ...{ purged_runs: 0, bulk_operations: 0, purged_rows: 0 },
    };
    expect(await tick(0)).toEqual({ ...nothing, expired_leases: 1 });
    expect(await tick(61)).toEqual({ ...nothing, due_runs: 1 });
    expect(await tick(3_700)).toEqual({ ...nothing, purged_rows: 1 });
    expect((await tick(90_000)).purged_rows).toBeGreaterThanOrEqual(4);
    await clean.close();
  });
});
