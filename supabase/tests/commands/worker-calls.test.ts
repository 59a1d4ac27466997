import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { expireLease, makeWorker } from "../../../e2e/harness/factories.ts";
import { limits } from "../../functions/_shared/contracts/limits.ts";
import type { ClaimedRun } from "../../functions/_shared/contracts/worker.ts";
import { outcomeOf } from "../support/audit.ts";
import { artifact, emitted_at, line, makeWorkerSide, type WorkerSide } from "../support/worker-side.ts";

let room: ControlRoom;
let side: WorkerSide;
beforeAll(async () => {
  room = await openControlRoom();
  side = await makeWorkerSide(room);
});
afterAll(() => room.close());

describe("a worker's write is fenced by its lease", () => {
  const writes: [string, (lease: ClaimedRun["lease"], as: { key_hash: string }) => Promise<unknown>][] = [
    ["runs.start", (lease, as) => room.call("runs.start", as, { lease })],
    ["events.append", (lease, as) => room.call("events.append", as, { lease, batch_no: 1, entries: [line("x")] })],
    ["runs.finish", (lease, as) => room.call("runs.finish", as, { lease, last_batch_no: 0, outcome: "released" })],
    ["artifacts.put", (lease, as) => room.call("artifacts.put", as, { lease, ...artifact("x") })],
    ["artifacts.upload", (lease, as) => room.call("artifacts.upload", as, { lease, ...large })],
  ];
  const { encoding, body, ...described } = artifact("x");
  const large = { ...described, size: limits.inlineArtifactBytes + 1 };

  test.each(writes)(
    "%s refuses a lease that is another's, expired or of no run, as lease_lost",
    async (_name, write) => {
      const { lease } = await side.started();
      const wrong = [
        { ...lease, token: randomUUID() },
        { ...lease, attempt: lease.attempt + 1 },
        { ...lease, run_id: 999_999 },
      ];
      for (const forged of wrong) expect(await outcomeOf(write(forged, side.key))).toBe("lease_lost");
      expect(await outcomeOf(write(lease, side.otherKey))).toBe("lease_lost");
      await expireLease(room, lease.run_id);
      expect(await outcomeOf(write(lease, side.key))).toBe("lease_lost");
      await room.call("maintenance.tick", side.key, {});
    },
  );

  test.each(writes)("%s renews the lease it names", async (name, write) => {
    const { lease } = await side.started();
    await room.sql`update private.leases set expires_at = now() + interval '1 second' where run_id = ${lease.run_id}`;
    await write(lease, side.key);
    const rows = await room.sql`
      select expires_at > now() + interval '13 seconds' as renewed from private.leases where run_id = ${lease.run_id}`;
    expect([...rows]).toEqual(name === "runs.finish" ? [] : [{ renewed: true }]);
    if (name === "runs.finish") await room.call("runs.cancel", side.operator, { run_id: lease.run_id });
  });
});

describe("runs.start", () => {
  test("sets a claimed run going, once", async () => {
    const run = await side.claimed();
    expect(await room.call("runs.start", side.key, { lease: run.lease })).toEqual({ directive: "continue" });
    expect(await side.statusOf(run)).toBe("running");
    const last_seq = async () => (await room.call("runs.get", side.key, { run_id: run.lease.run_id })).run.last_seq;
    const before = await last_seq();
    await room.call("runs.start", side.key, { lease: run.lease });
    expect(await last_seq()).toBe(before);
  });

  test("says cancel when somebody asked for it", async () => {
    const run = await side.claimed();
    await room.call("runs.cancel", side.operator, { run_id: run.lease.run_id });
    expect(await room.call("runs.start", side.key, { lease: run.lease })).toEqual({ directive: "cancel" });
  });
});

describe("events.append", () => {
  test("gives a step its true length although both of its entries came in one batch, whatever the worker's clock says", async () => {
    const run = await side.started();
    const { run_id } = run.lease;
    await room.sql`update public.run_attempts set started_at = now() - interval '1 minute' where run_id = ${run_id}`;
    const at = (seconds: number) => `2031-01-01T00:00:${seconds.toFixed(6).padStart(9, "0")}Z`;
    await side.append(run, 1, [
      { kind: "step_started", step: 0, emitted_at: at(1) },
      { kind: "step_finished", step: 0, emitted_at: at(1.25), status: "succeeded", exit_code: 0 },
      { ...line("afterwards"), emitted_at: at(3) },
    ]);
    const [step] = await room.sql`
      select extract(epoch from finished_at - started_at)::float8 as seconds,
        extract(epoch from now() - finished_at) between 1.75 and 20 as ended_before_the_last_line
      from public.run_steps where run_id = ${run_id}`;
    expect(step).toEqual({ seconds: 0.25, ended_before_the_last_line: true });
  });

  test("never lets a step begin before its attempt, or end before it began, when the worker's clock jumps", async () => {
    const run = await side.started();
    const { run_id } = run.lease;
    await side.append(run, 1, [
      { kind: "step_started", step: 0, emitted_at: "2031-01-01T00:00:00Z" },
      { kind: "step_finished", step: 0, emitted_at: "2029-01-01T00:00:00Z", status: "succeeded", exit_code: 0 },
      { ...line("afterwards"), emitted_at: "2030-01-01T00:00:00Z" },
    ]);
    const [step] = await room.sql`
      select s.started_at >= a.started_at and s.finished_at >= s.started_at as in_order
      from public.run_steps s join public.run_attempts a on a.run_id = s.run_id and a.number = s.attempt
      where s.run_id = ${run_id}`;
    expect(step).toEqual({ in_order: true });
  });

  test("stores lines as they are and projects steps from their entries", async () => {
    const run = await side.started();
    const body = "grüße 🚀 \u001b[31mred\u001b[0m";
    await side.append(run, 1, [{ kind: "step_started", step: 0, emitted_at }, line(body), line("", "stderr")]);
    const outputs = { url: "http://127.0.0.1" };
    await side.append(run, 2, [
      {
        kind: "step_finished",
        step: 0,
        emitted_at,
        status: "failed",
        exit_code: 3,
        failure_code: "step_failed",
        outputs,
      },
    ]);
    const { entries } = await room.call("events.list", side.key, { run_id: run.lease.run_id, after_seq: 3 });
    expect(entries.map(({ kind, stream, step, attempt, body }) => [kind, stream, step, attempt, body])).toEqual([
      ["step_started", "system", 0, 1, "{}"],
      ["line", "stdout", 0, 1, body],
      ["line", "stderr", 0, 1, ""],
      ["step_finished", "system", 0, 1, expect.stringContaining('"failed"')],
    ]);
    expect(entries[1]?.emitted_at).toMatch(/\.000001/);
    const [step] = await room.sql`
      select status, exit_code, signal, failure_code, outputs from public.run_steps where run_id = ${run.lease.run_id}`;
    expect(step).toEqual({ status: "failed", exit_code: 3, signal: null, failure_code: "step_failed", outputs });
  });

  test("notes how far a cancel has come: signals count from its acknowledgement on, the first of each, and the last end", async () => {
    const run = await side.started();
    const { run_id } = run.lease;
    const at = (second: number) => ({ step: 0, emitted_at: `2026-11-20T20:00:${String(second).padStart(2, "0")}Z` });
    await side.append(run, 1, [
      { kind: "step_started", ...at(0) },
      { kind: "term_sent", processes: 1, ...at(1) },
      { kind: "processes_gone", after_ms: 5, ...at(2) },
      { kind: "cancel_acknowledged", ...at(10) },
      { kind: "term_sent", processes: 2, ...at(11) },
      { kind: "kill_sent", processes: 1, after_ms: 10_000, ...at(21) },
      { kind: "processes_gone", after_ms: 11_000, ...at(22) },
      { kind: "term_sent", processes: 1, ...at(23) },
      { kind: "processes_gone", after_ms: 1_000, ...at(24) },
    ]);
    const [attempt] = await room.sql`
      select extract(epoch from term_sent_at - cancel_acknowledged_at)::float8 as term,
        extract(epoch from kill_sent_at - cancel_acknowledged_at)::float8 as kill,
        extract(epoch from processes_gone_at - cancel_acknowledged_at)::float8 as gone,
        processes_gone_at between now() - interval '20 s' and now() as by_our_clock
      from public.run_attempts where run_id = ${run_id}`;
    expect(attempt).toEqual({ term: 1, kill: 11, gone: 14, by_our_clock: true });
    const [entry] = await room.sql`
      select body::jsonb as body, step from public.run_events where run_id = ${run_id} and kind = 'kill_sent'`;
    expect(entry).toEqual({ body: { processes: 1, after_ms: 10_000 }, step: 0 });
    expect(await room.sql`select ok from private.verify_run_log(${run_id})`).toEqual([{ ok: true }]);
  });

  test("refuses a gap between batches and a run that was not started", async () => {
    const run = await side.claimed();
    expect(await outcomeOf(side.append(run, 1, [line("early")]))).toBe("not_started");
    await room.call("runs.start", side.key, { lease: run.lease });
    expect(await outcomeOf(side.append(run, 2, [line("second")]))).toBe("batch_gap");
    expect(await outcomeOf(side.append(run, 1, [line("first")]))).toBe("ok");
    expect(await outcomeOf(side.append(run, 3, [line("third")]))).toBe("batch_gap");
  });

  test.each([
    ["of a step that the run does not have", [{ kind: "step_started" as const, step: 7, emitted_at }]],
    [
      "of a step that is over",
      [
        { kind: "step_finished" as const, step: 0, emitted_at, status: "succeeded" as const },
        { kind: "step_started" as const, step: 0, emitted_at },
      ],
    ],
  ])("refuses an entry %s as invalid_input, and nothing of its batch stays", async (_what, entries) => {
    const run = await side.started();
    const log = () => room.call("events.list", side.key, { run_id: run.lease.run_id });
    const before = await log();
    expect(await outcomeOf(side.append(run, 1, [line("kept out"), ...entries]))).toBe("invalid_input");
    expect(await log()).toEqual(before);
    expect(await outcomeOf(side.append(run, 1, [line("instead")]))).toBe("ok");
  });

  test("says cancel when somebody asked for it", async () => {
    const run = await side.started();
    await room.call("runs.cancel", side.operator, { run_id: run.lease.run_id });
    expect(await side.append(run, 1, [line("still here")])).toEqual({ directive: "cancel" });
  });
});

describe("runs.heartbeat", () => {
  test("answers continue, cancel or lost for each run, renews what lives, and notes that the worker is alive", async () => {
    const worker = makeWorker();
    const [live, doomed, gone] = [await side.claimed(), await side.claimed(), await side.claimed()];
    await room.call("runs.cancel", side.operator, { run_id: doomed.lease.run_id });
    await expireLease(room, gone.lease.run_id);
    const forged = { ...live.lease, token: randomUUID() };
    const now = new Date(Date.now() + 10_000);
    const leases = [live, doomed, gone].map((run) => run.lease);
    const answer = await room.call("runs.heartbeat", side.key, { worker, leases }, { now });
    expect(answer.runs).toEqual([
      { run_id: live.lease.run_id, directive: "continue" },
      { run_id: doomed.lease.run_id, directive: "cancel" },
      { run_id: gone.lease.run_id, directive: "lost" },
    ]);
    expect(await room.call("runs.heartbeat", side.key, { worker, leases: [forged] })).toMatchObject({
      runs: [{ directive: "lost" }],
    });
    expect(
      await room.call("runs.heartbeat", side.otherKey, { worker: makeWorker(), leases: [live.lease] }),
    ).toMatchObject({
      runs: [{ directive: "lost" }],
    });
    expect((await room.call("runs.heartbeat", side.key, { worker, leases: [] })).runs).toEqual([]);
    const [lease] = await room.sql`select expires_at from private.leases where run_id = ${live.lease.run_id}`;
    expect(lease?.expires_at).toEqual(new Date(now.getTime() + 15_000));
    const [seen] = await room.sql`select last_seen_at from public.workers where id = ${worker.id}`;
    expect(seen?.last_seen_at).toEqual(now);
  });
});
