import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type GuardianLink, startGuardian } from "./process/guardian-link.ts";
import { readProcessTable } from "./process/process-table.ts";
import { QueueError } from "./queue-error.ts";
import { SecretStore } from "./secrets/secret-store.ts";
import { exitCodes } from "./tally.ts";
import { type MemoryQueue, type MemoryRun, memoryQueue } from "./testing/memory-queue.ts";
import type { WorkMode } from "./work-mode.ts";
import { Worker } from "./worker.ts";

let guardian: GuardianLink;
let queue: MemoryQueue;
let worker: Worker;
let ran: Promise<number>;

const anyone = { id: randomUUID(), name: "test", host: "here", version: "0", slots: 1, labels: [] };

function start(slots = 2, options: { mode?: WorkMode; patienceMs?: number } = {}): void {
  const secretStore = SecretStore.take({ OPS_SECRET_TOKEN: "s3cr3t-value", OPS_SECRET_PIN: "123" });
  worker = new Worker({
    queue,
    guardian,
    secretStore,
    info: { ...anyone, slots },
    projectUrl: "http://127.0.0.1:9",
    opsUrl: "http://127.0.0.1:9",
    log: pino({ level: "silent" }),
    ...options,
  });
  ran = worker.run();
}

beforeEach(async () => {
  guardian = await startGuardian();
  queue = memoryQueue();
});
afterEach(async () => {
  worker.stopAtOnce();
  await ran;
  await guardian.close();
});

const ended = (run: MemoryRun, timeout = 5_000) =>
  vi.waitFor(
    () => {
      if (run.end === undefined) throw new Error("not finished yet");
      return run.end;
    },
    { timeout, interval: 10 },
  );
const lines = (run: MemoryRun, stream = "stdout") =>
  run.entries.flatMap((entry) => (entry.kind === "line" && entry.stream === stream ? [entry.body] : []));
const printed = (run: MemoryRun, text: string) =>
  vi.waitFor(() => expect(lines(run)).toContain(text), { timeout: 5_000, interval: 10 });
const lives = (pid: string | undefined) => readProcessTable().some((entry) => entry.pid === Number(pid));

describe("a run", () => {
  it("goes through its steps in order, from its first open one, and ends with the last batch's number", async () => {
    const run = queue.add([{ run: "exit 9" }, { run: "echo $OPS_PARAM_WHO > f" }, { run: "cat f" }], {
      start_step: 1,
      parameters: { who: "me" },
    });
    start();
    expect(await ended(run)).toMatchObject({ outcome: "succeeded", last_batch_no: run.batches });
    expect(run.entries.map((entry) => [entry.kind, entry.step])).toEqual([
      ["step_started", 1],
      ["step_finished", 1],
      ["step_started", 2],
      ["line", 2],
      ["step_finished", 2],
    ]);
    expect(lines(run)).toEqual(["me"]);
  });

  it("ends at the first step that fails, with its exit code", async () => {
    const run = queue.add([{ run: "exit 3" }, { run: "echo no" }]);
    start();
    expect(await ended(run)).toMatchObject({
      outcome: "failed",
      failure_code: "step_failed",
      error: "Exited with code 3",
    });
    expect(run.entries.at(-1)).toMatchObject({ kind: "step_finished", step: 0, status: "failed", exit_code: 3 });
  });

  it("attaches what its steps put into the artifact folder, once", async () => {
    const make =
      "cd $OPS_ARTIFACTS; echo '# r' > report.md; head -c 300 /dev/urandom > x.bin; ln -s /etc/passwd l; mkdir d; echo {} > d/a.json; truncate -s 52428801 big";
    const run = queue.add([{ run: make }, { run: "echo more > $OPS_ARTIFACTS/z.txt; exit 1" }]);
    start();
    await ended(run);
    expect(run.artifacts.map(({ name, kind, encoding, step }) => [name, kind, encoding, step])).toEqual([
      ["d/a.json", "json", "utf8", 0],
      ["report.md", "markdown", "utf8", 0],
      ["x.bin", "file", "base64", 0],
      ["z.txt", "text", "utf8", 1],
    ]);
    expect(lines(run, "system")).toContain("artifact big was not attached: it is larger than 50 MB");
  });

  it("leaves neither processes nor folders behind", async () => {
    const run = queue.add([
      { run: "sleep 1000 & echo $! | tee pid; pwd; trap '' TERM" },
      { run: "kill -0 $(cat pid); echo still" },
    ]);
    start();
    expect(await ended(run)).toMatchObject({ outcome: "succeeded" });
    const [pid, folder = "", still] = lines(run);
    expect(still).toBe("still");
    expect(lives(pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
    expect(lines(run, "system")[0]).toBe("ending 1 background process that the steps left");
  });

  it("is given back for a long wait, with the step still open", async () => {
    const run = queue.add([{ kind: "wait", seconds: 60 }, { run: "echo no" }]);
    start();
    expect(await ended(run)).toMatchObject({ outcome: "waiting", resume_after_seconds: 60 });
    expect(run.entries.map(({ kind }) => kind)).toEqual(["step_started", "line"]);
  });

  it("fails by name when its time is over, what earlier attempts took included", async () => {
    const run = queue.add([{ run: "sleep 1000" }], { timeout_seconds: 10, elapsed_seconds: 9.7 });
    start();
    expect(await ended(run)).toMatchObject({ outcome: "failed", failure_code: "timeout" });
    expect(run.entries.at(-1)).toMatchObject({ status: "failed", failure_code: "timeout", signal: "SIGTERM" });
  });

  it("fails by name when its log is refused, and says so in the next batch", async () => {
    const run = queue.add([{ run: "echo poison; sleep 1000" }]);
    start();
    expect(await ended(run)).toMatchObject({
      outcome: "failed",
      failure_code: "log_rejected",
      last_batch_no: run.batches,
    });
    expect(run.entries.at(-1)).toMatchObject({ status: "failed", failure_code: "log_rejected" });
  });

  it("fails by name when a definition cannot be carried out", async () => {
    const run = queue.add([{ kind: "wait", seconds: "{{gone}}" }]);
    start();
    expect(await ended(run)).toMatchObject({ outcome: "failed", failure_code: "invalid_definition" });
  });

  it("is cancelled: TERM first, each phase in the log", async () => {
    const run = queue.add([{ run: "echo up; sleep 1000" }]);
    start();
    await printed(run, "up");
    run.directive = "cancel";
    const since = performance.now();
    worker.wake();
    expect(await ended(run)).toMatchObject({ outcome: "cancelled" });
    expect(performance.now() - since).toBeLessThan(2_000);
    expect(lines(run, "system")).toEqual([
      "cancel requested",
      "SIGTERM sent to 2 processes",
      expect.stringMatching(/^all processes gone after/),
    ]);
    expect(run.entries.at(-1)).toMatchObject({ kind: "step_finished", status: "cancelled", signal: "SIGTERM" });
  });

  it("is dropped without another write when it is lost", async () => {
    const run = queue.add([{ run: "echo $$; trap '' TERM; while :; do sleep 0.05; done" }]);
    start(1);
    await vi.waitFor(() => expect(lines(run)).toHaveLength(1));
    run.directive = "lost";
    worker.wake();
    await vi.waitFor(() => expect(lives(lines(run)[0])).toBe(false), { timeout: 5_000 });
    const next = queue.add([{ run: "true" }]);
    await ended(next);
    expect(run.end).toBeUndefined();
  });
});

describe("a run with secrets", () => {
  it("gets them as environment variables; neither its log nor its artifacts hold them", async () => {
    const run = queue.add([
      {
        secrets: ["TOKEN"],
        env_secrets: { OTHER: "TOKEN" },
        run: 'echo "$TOKEN" | tee $OPS_ARTIFACTS/leak.txt >&2; test $TOKEN = $OTHER; echo fine > $OPS_ARTIFACTS/fine.txt; env | grep -c OPS_SECRET || true',
      },
    ]);
    start();
    expect(await ended(run)).toMatchObject({ outcome: "succeeded" });
    expect([lines(run, "stderr"), lines(run)]).toEqual([["***"], ["0"]]);
    expect(run.artifacts.map(({ name }) => name)).toEqual(["fine.txt"]);
    expect(lines(run, "system")).toEqual(["artifact leak.txt was not attached: it holds a secret"]);
  });

  it("has them in the steps that name them only, and in no error", async () => {
    const headers = { "x-key": "{{secrets.TOKEN}}\n{{secrets.TOKEN}}" };
    const run = queue.add([
      { run: "printenv TOKEN || echo none" },
      { kind: "http", url: "http://127.0.0.1:1/", headers },
    ]);
    start();
    expect((await ended(run)).error).toContain("***");
    expect(lines(run)).toEqual(["none"]);
    expect(JSON.stringify([run.entries, run.end])).not.toContain("s3cr3t-value");
  });

  it("fails by name before its first step when the worker lacks one, whichever step names it", async () => {
    const run = queue.add([
      { run: "echo no" },
      { kind: "http", url: "http://x", headers: { a: "{{ secrets.GONE }}" } },
    ]);
    start();
    const end = await ended(run);
    expect(end).toMatchObject({ outcome: "failed", failure_code: "secret_missing" });
    expect(end.error).toContain("GONE");
    expect(run.entries).toEqual([]);
  });

  it("says which one is too short to be masked", async () => {
    const run = queue.add([{ run: "true", secrets: ["PIN"] }]);
    start();
    await ended(run);
    expect(lines(run, "system")).toEqual(["the secret PIN is too short to be masked"]);
  });

  it("shows e-mail addresses and forms of credentials only where its template opts out", async () => {
    const script = { run: "echo mail ada@example.test" };
    const [shown, hidden] = [queue.add([script], { redact: false }), queue.add([script])];
    start();
    await ended(shown);
    await ended(hidden);
    expect([lines(shown), lines(hidden)]).toEqual([["mail ada@example.test"], ["mail [redacted e-mail]"]]);
  });
});

describe("the claim loop", () => {
  it("never holds more runs than slots, and takes the next one with the finish", async () => {
    const runs = Array.from({ length: 6 }, () => queue.add([{ run: "sleep 0.1; true" }]));
    start(2);
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
    queue.afterwards.set("claim", () => Promise.reject(new QueueError("unavailable", "lost", true)));
    const run = queue.add([{ run: "true" }]);
    start();
    await vi.waitFor(() => expect(queue.claims).toHaveLength(1));
    worker.wake();
    await ended(run);
    expect(queue.claims[1]?.claim_id).toBe(queue.claims[0]?.claim_id);
  });

  it("sends an append, a start and a finish again when their answers were lost, and doubles nothing", async () => {
    for (const name of ["start", "append", "finish"] as const) {
      queue.afterwards.set(name, () => Promise.reject(new QueueError("unavailable", "lost", true)));
    }
    const run = queue.add([{ run: "echo once" }]);
    start();
    expect(await ended(run)).toMatchObject({ outcome: "succeeded" });
    expect(lines(run)).toEqual(["once"]);
  });

  it("heartbeats after 3 s of silence", async () => {
    const run = queue.add([{ run: "sleep 3.8" }]);
    start();
    await ended(run);
    expect(queue.heartbeats).toBeGreaterThanOrEqual(1);
    expect(queue.heartbeats).toBeLessThanOrEqual(2);
  });
});

describe("a worker that works once", () => {
  const once = (patienceMs?: number) => start(4, { mode: "once", ...(patienceMs && { patienceMs }) });

  it("takes one run, with neither finish nor slots asking for more, and tells by its exit code how that went", async () => {
    for (const [script, code] of [
      ["true", exitCodes.succeeded],
      ["false", exitCodes.runFailed],
    ] as const) {
      queue = memoryQueue();
      const run = queue.add([{ run: script }]);
      const left = queue.add([{ run: "true" }]);
      once();
      expect(await ran).toBe(code);
      expect(queue.claims.map(({ limit }) => limit)).toEqual([1]);
      expect([run.end?.claim, left.started]).toEqual([undefined, false]);
    }
  });

  it("says so when there is nothing to do, or when its run is not over", async () => {
    once();
    expect(await ran).toBe(exitCodes.nothingToDo);
    queue.add([{ kind: "wait", seconds: 60 }]);
    once();
    expect(await ran).toBe(exitCodes.unfinished);
  });

  it("takes a lost run for a failed one", async () => {
    const run = queue.add([{ run: "sleep 0.3" }]);
    once();
    await vi.waitFor(() => expect(run.started).toBe(true), { interval: 5 });
    run.directive = "lost";
    expect(await ran).toBe(exitCodes.runFailed);
  });

  it("gives up at once when it is refused, and after its patience when there is no answer", async () => {
    queue.afterwards.set("claim", () => Promise.reject(new QueueError("unauthenticated", "no such key")));
    once();
    expect(await ran).toBe(3);
    queue.claim = () => Promise.reject(new QueueError("unavailable", "away", true));
    once(50);
    const since = performance.now();
    const impatient = setInterval(() => worker.wake(), 5);
    await ran;
    clearInterval(impatient);
    expect(performance.now() - since).toBeGreaterThan(45);
    expect(await ran).toBe(7);
  });
});

describe("a worker that drains the queue", () => {
  it("works until nothing can be claimed any more, and leaves the fleet", async () => {
    const runs = Array.from({ length: 5 }, () => queue.add([{ run: "sleep 0.05" }]));
    start(2, { mode: "drain-queue" });
    expect(await ran).toBe(exitCodes.succeeded);
    expect(runs.map(({ end }) => end?.outcome)).toEqual(Array(5).fill("succeeded"));
    expect(queue.left).toBe(true);
  });

  it("asks once more after its last run, which may have been in the way of another", async () => {
    const run = queue.add([{ run: "echo up; sleep 0.4" }]);
    start(2, { mode: "drain-queue" });
    await printed(run, "up");
    queue.afterwards.set("finish", async () => {
      queue.add([{ run: "true" }]);
    });
    expect(await ran).toBe(exitCodes.succeeded);
    expect(queue.claims.length).toBeGreaterThan(2);
    expect((await queue.claim({ claim_id: randomUUID(), worker: anyone, limit: 1 })).runs).toEqual([]);
  });

  it("is unfinished when it was stopped before", async () => {
    const run = queue.add([{ run: "echo up; sleep 0.2" }]);
    start(1, { mode: "drain-queue" });
    await printed(run, "up");
    worker.stop(5_000);
    expect(await ran).toBe(exitCodes.unfinished);
  });

  it("ends when it is drained, without what it was not given", async () => {
    queue.draining = true;
    queue.add([{ run: "true" }]);
    start(1, { mode: "drain-queue" });
    expect(await ran).toBe(exitCodes.nothingToDo);
  });
});

describe("a worker that is asked to drain", () => {
  it("finishes what runs, claims no more with the finish, and goes on when it is asked to", async () => {
    const run = queue.add([{ run: "echo up; sleep 0.3" }]);
    start(1);
    await printed(run, "up");
    queue.draining = true;
    const left = queue.add([{ run: "true" }]);
    worker.wake();
    expect(await ended(run)).toMatchObject({ outcome: "succeeded" });
    expect(run.end?.claim).toBeUndefined();
    await vi.waitFor(() => expect(queue.claims.length).toBeGreaterThan(1));
    expect(left.started).toBe(false);
    queue.draining = false;
    worker.wake();
    expect(await ended(left)).toMatchObject({ outcome: "succeeded" });
  });
});

describe("a worker that is told to stop", () => {
  it("finishes what runs and claims no more", async () => {
    const run = queue.add([{ run: "echo up; sleep 0.5; echo done" }]);
    const left = queue.add([{ run: "true" }]);
    start(1);
    await printed(run, "up");
    worker.stop(20_000);
    await ran;
    expect(run.end).toMatchObject({ outcome: "succeeded" });
    expect(run.end?.claim).toBeUndefined();
    expect(left.started).toBe(false);
  });

  it("hands back what is not finished in time, its processes gone", async () => {
    const run = queue.add([{ run: "echo $$; trap '' TERM; while :; do sleep 0.05; done", grace_seconds: 0.2 }]);
    start(1);
    await vi.waitFor(() => expect(lines(run)).toHaveLength(1));
    worker.stop(100);
    await ran;
    expect(run.end).toMatchObject({ outcome: "released" });
    expect(run.entries.at(-1)).toMatchObject({ status: "cancelled" });
    expect(lives(lines(run)[0])).toBe(false);
  });

  it("hands back at once what it claimed meanwhile", async () => {
    const run = queue.add([{ run: "true" }]);
    const gate = Promise.withResolvers<void>();
    queue.afterwards.set("claim", () => gate.promise);
    start(1);
    worker.stop(20_000);
    gate.resolve();
    await ran;
    expect(run.end).toMatchObject({ outcome: "released", last_batch_no: 0 });
    expect(run.started).toBe(false);
  });

  it("kills at once when asked twice, or when its guardian dies", async () => {
    const run = queue.add([{ run: "echo up; trap '' TERM; while :; do sleep 0.05; done", grace_seconds: 60 }]);
    start(1);
    await printed(run, "up");
    process.kill(guardian.pid, "SIGKILL");
    await guardian.died;
    const since = performance.now();
    worker.stopAtOnce();
    await ran;
    expect(performance.now() - since).toBeLessThan(2_000);
    expect(run.end).toMatchObject({ outcome: "released" });
  });
});
