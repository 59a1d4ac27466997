import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { limits } from "../supabase/functions/_shared/contracts/limits.ts";
import { QueueError } from "./queue-error.ts";
import { exitCodes } from "./tally.ts";
import { memoryQueue } from "./testing/memory-queue.ts";
import { anyone, ended, lines, lives, printed, WorkerStage } from "./testing/worker-stage.ts";

const stage = WorkerStage.open();

describe("the claim loop", () => {
  it("never holds more runs than slots, and takes the next one with the finish", async () => {
    const runs = Array.from({ length: 6 }, () => stage.queue.add([{ run: "sleep 0.1; true" }]));
    stage.start(2);
    const most = { running: 0 };
    const watch = setInterval(() => {
      most.running = Math.max(most.running, runs.filter(({ started, end }) => started && end === undefined).length);
    }, 5);
    for (const run of runs) await ended(run);
    clearInterval(watch);
    expect(most.running).toBe(2);
    expect(runs.some(({ end }) => end?.claim !== undefined)).toBe(true);
  });

  it("asks again under the same claim id when the answer was lost", async () => {
    stage.queue.afterwards.set("claim", () => Promise.reject(new QueueError("unavailable", "lost", true)));
    const run = stage.queue.add([{ run: "true" }]);
    stage.start();
    await vi.waitFor(() => expect(stage.queue.claims).toHaveLength(1));
    stage.worker.wake();
    await ended(run);
    expect(stage.queue.claims[1]?.claim_id).toBe(stage.queue.claims[0]?.claim_id);
  });

  it("asks no more for a claim whose answer cannot be read, so that its leases run out and new runs are taken", async () => {
    const garbled = new QueueError("unavailable", "garbled", true, undefined, true);
    stage.queue.afterwards.set("claim", () => Promise.reject(garbled));
    const unreadable = stage.queue.add([{ run: "true" }]);
    stage.start();
    await vi.waitFor(() => expect(stage.queue.claims).toHaveLength(1));
    const next = stage.queue.add([{ run: "true" }]);
    stage.worker.wake();
    expect(await ended(next)).toMatchObject({ outcome: "succeeded" });
    expect(stage.queue.claims[1]?.claim_id).not.toBe(stage.queue.claims[0]?.claim_id);
    expect(unreadable.end).toBeUndefined();
  });

  it.each([true, false])(
    "fails a run that cannot be read by that name, and runs what was claimed with it (started with the claim: %s)",
    async (startsWithClaim) => {
      stage.queue.startsWithClaim = startsWithClaim;
      const parameters = { text: "x".repeat(limits.parametersBytes) };
      const [before, unreadable, after] = [{}, { parameters }, {}].map((more) =>
        stage.queue.add([{ run: "true" }], more),
      );
      if (before === undefined || unreadable === undefined || after === undefined) throw new Error("three were added");
      stage.start(3);
      const failure = { outcome: "failed", failure_code: "invalid_definition", retryable: false };
      expect(await ended(unreadable)).toMatchObject(failure);
      expect(unreadable.end?.error).toContain("parameters: ");
      for (const run of [before, after]) expect(await ended(run)).toMatchObject({ outcome: "succeeded" });
      expect([unreadable.started, unreadable.entries]).toEqual([true, []]);
    },
  );

  it("fails it also when it was claimed with the end of another, and goes on with the next", async () => {
    const first = stage.queue.add([{ run: "true" }]);
    const unreadable = stage.queue.add([{ run: "true" }], { lease_seconds: 15, timeout_seconds: -1 });
    const last = stage.queue.add([{ run: "true" }]);
    stage.start(1);
    expect(await ended(last)).toMatchObject({ outcome: "succeeded" });
    expect([first.end?.claim, unreadable.end?.claim]).not.toContain(undefined);
    expect(unreadable.end).toMatchObject({ failure_code: "invalid_definition" });
  });

  it("sends an append, a start and a finish again when their answers were lost, and doubles nothing", async () => {
    stage.queue.startsWithClaim = false;
    for (const name of ["start", "append", "finish"] as const) {
      stage.queue.afterwards.set(name, () => Promise.reject(new QueueError("unavailable", "lost", true)));
    }
    const run = stage.queue.add([{ run: "echo once" }]);
    stage.start();
    expect(await ended(run)).toMatchObject({ outcome: "succeeded" });
    expect(lines(run)).toEqual(["once"]);
  });

  it("heartbeats after 3 s of silence", async () => {
    const run = stage.queue.add([{ run: "sleep 3.8" }]);
    stage.start();
    await ended(run, 15_000);
    expect(stage.queue.heartbeats).toBeGreaterThanOrEqual(1);
    expect(stage.queue.heartbeats).toBeLessThanOrEqual(2);
  }, 20_000);
});

describe("a worker that works once", () => {
  const once = (patienceMs?: number) => stage.start(4, { mode: "once", ...(patienceMs && { patienceMs }) });

  it("takes one run, with neither finish nor slots asking for more, and tells by its exit code how that went", async () => {
    for (const [script, code] of [
      ["true", exitCodes.succeeded],
      ["false", exitCodes.runFailed],
    ] as const) {
      stage.queue = memoryQueue();
      const run = stage.queue.add([{ run: script }]);
      const left = stage.queue.add([{ run: "true" }]);
      once();
      expect(await stage.ran).toBe(code);
      expect(stage.queue.claims.map(({ limit }) => limit)).toEqual([1]);
      expect([run.end?.claim, left.started]).toEqual([undefined, false]);
    }
  });

  it("says so when there is nothing to do, or when its run is not over", async () => {
    once();
    expect(await stage.ran).toBe(exitCodes.nothingToDo);
    stage.queue.add([{ kind: "wait", seconds: 60 }]);
    once();
    expect(await stage.ran).toBe(exitCodes.unfinished);
  });

  it("takes a lost run for a failed one", async () => {
    const run = stage.queue.add([{ run: "sleep 1000" }]);
    once();
    await vi.waitFor(() => expect(run.started).toBe(true), { interval: 5 });
    run.directive = "lost";
    stage.worker.wake();
    expect(await stage.ran).toBe(exitCodes.runFailed);
  });

  it("gives up at once when it is refused, and after its patience when there is no answer", async () => {
    stage.queue.afterwards.set("claim", () => Promise.reject(new QueueError("unauthenticated", "no such key")));
    once();
    expect(await stage.ran).toBe(3);
    stage.queue.claim = () => Promise.reject(new QueueError("unavailable", "away", true));
    once(50);
    const since = performance.now();
    const impatient = setInterval(() => stage.worker.wake(), 5);
    await stage.ran;
    clearInterval(impatient);
    expect(performance.now() - since).toBeGreaterThan(45);
    expect(await stage.ran).toBe(7);
  });
});

describe("a worker that drains the queue", () => {
  it("works until nothing can be claimed any more, and leaves the fleet", async () => {
    const runs = Array.from({ length: 5 }, () => stage.queue.add([{ run: "sleep 0.05" }]));
    stage.start(2, { mode: "drain-queue" });
    expect(await stage.ran).toBe(exitCodes.succeeded);
    expect(runs.map(({ end }) => end?.outcome)).toEqual(Array(5).fill("succeeded"));
    expect(stage.queue.left).toBe(true);
  });

  it("asks once more after its last run, which may have been in the way of another", async () => {
    const run = stage.queue.add([{ run: "echo up; sleep 0.4" }]);
    stage.start(2, { mode: "drain-queue" });
    await printed(run, "up");
    stage.queue.afterwards.set("finish", async () => {
      stage.queue.add([{ run: "true" }]);
    });
    expect(await stage.ran).toBe(exitCodes.succeeded);
    expect(stage.queue.claims.length).toBeGreaterThan(2);
    expect((await stage.queue.claim({ claim_id: randomUUID(), worker: anyone, limit: 1 })).runs).toEqual([]);
  });

  it.each(["drain-queue", "once"] as const)(
    "does maintenance and fires schedules before it claims (%s)",
    async (mode) => {
      let [fired, ticks] = [0, 0];
      stage.queue.maintenanceTick = async () => {
        ticks++;
        return { expired_leases: 0, expired_runs: 0, due_runs: 0, purged_runs: 0, bulk_operations: 0, purged_rows: 0 };
      };
      stage.queue.fireDueSchedules = async () => {
        fired++;
        if (fired === 2) stage.queue.add([{ run: "true" }]);
        return { runs: fired - 1, more: fired < 2 };
      };
      stage.start(1, { mode });
      expect(await stage.ran).toBe(exitCodes.succeeded);
      expect([ticks, fired]).toEqual([1, 2]);
    },
  );

  it("works although maintenance fails", async () => {
    stage.queue.maintenanceTick = () => Promise.reject(new QueueError("internal", "no"));
    stage.queue.add([{ run: "true" }]);
    stage.start(1, { mode: "drain-queue" });
    expect(await stage.ran).toBe(exitCodes.succeeded);
  });

  it("is unfinished when it was stopped before", async () => {
    const run = stage.queue.add([{ run: "echo up; sleep 0.2" }]);
    stage.start(1, { mode: "drain-queue" });
    await printed(run, "up");
    stage.worker.stop(5_000);
    expect(await stage.ran).toBe(exitCodes.unfinished);
  });

  it("ends when it is drained, without what it was not given", async () => {
    stage.queue.draining = true;
    stage.queue.add([{ run: "true" }]);
    stage.start(1, { mode: "drain-queue" });
    expect(await stage.ran).toBe(exitCodes.nothingToDo);
  });
});

describe("a worker that is asked to drain", () => {
  it("finishes what runs, claims no more with the finish, and goes on when it is asked to", async () => {
    const run = stage.queue.add([{ run: "echo up; sleep 0.3" }]);
    stage.start(1);
    await printed(run, "up");
    stage.queue.draining = true;
    const left = stage.queue.add([{ run: "true" }]);
    stage.worker.wake();
    expect(await ended(run)).toMatchObject({ outcome: "succeeded" });
    expect(run.end?.claim).toBeUndefined();
    await vi.waitFor(() => expect(stage.queue.claims.length).toBeGreaterThan(1));
    expect(left.started).toBe(false);
    stage.queue.draining = false;
    stage.worker.wake();
    expect(await ended(left)).toMatchObject({ outcome: "succeeded" });
  });
});

describe("a worker that is told to stop", () => {
  it("finishes what runs and claims no more", async () => {
    const run = stage.queue.add([{ run: "echo up; sleep 0.5; echo done" }]);
    const left = stage.queue.add([{ run: "true" }]);
    stage.start(1);
    await printed(run, "up");
    stage.worker.stop(20_000);
    await stage.ran;
    expect(run.end).toMatchObject({ outcome: "succeeded" });
    expect(run.end?.claim).toBeUndefined();
    expect(left.started).toBe(false);
  });

  it("hands back what is not finished in time, its processes gone", async () => {
    const run = stage.queue.add([{ run: "echo $$; trap '' TERM; while :; do sleep 0.05; done", grace_seconds: 0.2 }]);
    stage.start(1);
    await vi.waitFor(() => expect(lines(run)).toHaveLength(1));
    stage.worker.stop(100);
    await stage.ran;
    expect(run.end).toMatchObject({ outcome: "released" });
    expect(run.entries.at(-1)).toMatchObject({ status: "cancelled" });
    expect(lives(lines(run)[0])).toBe(false);
  });

  it("hands back at once what it claimed meanwhile", async () => {
    const run = stage.queue.add([{ run: "true" }]);
    const gate = Promise.withResolvers<void>();
    stage.queue.afterwards.set("claim", () => gate.promise);
    stage.start(1);
    stage.worker.stop(20_000);
    gate.resolve();
    await stage.ran;
    expect(run.end).toMatchObject({ outcome: "released", last_batch_no: 0 });
    expect(run.entries).toEqual([]);
  });

  it("kills at once when asked twice, or when its guardian dies", async () => {
    const run = stage.queue.add([{ run: "echo up; trap '' TERM; while :; do sleep 0.05; done", grace_seconds: 60 }]);
    stage.start(1);
    await printed(run, "up");
    process.kill(stage.guardian.pid, "SIGKILL");
    await stage.guardian.died;
    const since = performance.now();
    stage.worker.stopAtOnce();
    await stage.ran;
    expect(performance.now() - since).toBeLessThan(30_000);
    expect(run.end).toMatchObject({ outcome: "released" });
  });
});
