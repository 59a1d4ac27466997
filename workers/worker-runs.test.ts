import { existsSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { QueueError } from "./queue-error.ts";
import { ended, lines, lives, printed, WorkerStage } from "./testing/worker-stage.ts";

const stage = WorkerStage.open();

describe("a run", () => {
  it("goes through its steps in order, from its first open one, and ends with the last batch's number", async () => {
    const run = stage.queue.add([{ run: "exit 9" }, { run: "echo $OPS_PARAM_WHO > f" }, { run: "cat f" }], {
      start_step: 1,
      parameters: { who: "me" },
    });
    stage.start();
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
    const run = stage.queue.add([{ run: "exit 3" }, { run: "echo no" }]);
    stage.start();
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
    const run = stage.queue.add([{ run: make }, { run: "echo more > $OPS_ARTIFACTS/z.txt; exit 1" }]);
    stage.start();
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
    const run = stage.queue.add([
      { run: "sleep 1000 & echo $! | tee pid; pwd; trap '' TERM" },
      { run: "kill -0 $(cat pid); echo still" },
    ]);
    stage.start();
    expect(await ended(run)).toMatchObject({ outcome: "succeeded" });
    const [pid, folder = "", still] = lines(run);
    expect(still).toBe("still");
    expect(lives(pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
    expect(lines(run, "system")[0]).toBe("ending 1 background process that the steps left");
  });

  it("is given back for a long wait, with the step still open", async () => {
    const run = stage.queue.add([{ kind: "wait", seconds: 60 }, { run: "echo no" }]);
    stage.start();
    expect(await ended(run)).toMatchObject({ outcome: "waiting", resume_after_seconds: 60 });
    expect(run.entries.map(({ kind }) => kind)).toEqual(["step_started", "line"]);
  });

  it("fails by name when its time is over, what earlier attempts took included", async () => {
    const run = stage.queue.add([{ run: "sleep 1000" }], { timeout_seconds: 10, elapsed_seconds: 9.7 });
    stage.start();
    expect(await ended(run)).toMatchObject({ outcome: "failed", failure_code: "timeout" });
    expect(run.entries.at(-1)).toMatchObject({ status: "failed", failure_code: "timeout", signal: "SIGTERM" });
  });

  it("fails by name when its log is refused, and says so in the next batch", async () => {
    const run = stage.queue.add([{ run: "echo poison; sleep 1000" }]);
    stage.start();
    expect(await ended(run)).toMatchObject({
      outcome: "failed",
      failure_code: "log_rejected",
      last_batch_no: run.batches,
    });
    expect(run.entries.at(-1)).toMatchObject({ status: "failed", failure_code: "log_rejected" });
  });

  it("fails by name when its end is refused for good, with what was refused left out", async () => {
    const finish = stage.queue.finish;
    const meant: string[] = [];
    stage.queue.finish = (input) => {
      meant.push(input.outcome);
      if (input.outcome === "failed") return finish(input);
      return Promise.reject(new QueueError("outcome_not_allowed", "Not all of its steps have succeeded."));
    };
    const run = stage.queue.add([{ run: "echo done" }]);
    stage.start();
    expect(await ended(run)).toMatchObject({
      ...{ outcome: "failed", failure_code: "worker_error", last_batch_no: run.batches },
      error: "The attempt could not end as succeeded: Not all of its steps have succeeded.",
    });
    expect([lines(run), run.end?.claim, meant.at(-1)]).toEqual([["done"], undefined, "failed"]);
  });

  it("keeps the name of its failure when that end is refused", async () => {
    const finish = stage.queue.finish;
    stage.queue.finish = (input) => {
      if (input.claim === undefined) return finish(input);
      return Promise.reject(new QueueError("invalid_input", "claim.worker: no"));
    };
    const run = stage.queue.add([{ kind: "wait", seconds: "{{gone}}" }]);
    stage.start();
    expect(await ended(run)).toMatchObject({ failure_code: "invalid_definition", retryable: false });
    expect(run.end?.error).toMatch(/gone.*\nThe attempt could not end as failed: claim\.worker: no$/);
  });

  it("fails by name when a definition cannot be carried out", async () => {
    const run = stage.queue.add([{ kind: "wait", seconds: "{{gone}}" }]);
    stage.start();
    expect(await ended(run)).toMatchObject({ outcome: "failed", failure_code: "invalid_definition" });
  });

  it("is cancelled: TERM first, each phase in the log", async () => {
    const run = stage.queue.add([{ run: "sleep 1000 & echo up; wait" }]);
    stage.start();
    await printed(run, "up");
    run.directive = "cancel";
    stage.worker.wake();
    expect(await ended(run)).toMatchObject({ outcome: "cancelled" });
    expect(run.entries.slice(-4)).toMatchObject([
      { kind: "cancel_acknowledged" },
      { kind: "term_sent", processes: 2, kill_after_ms: 5_000 },
      { kind: "processes_gone", after_ms: expect.any(Number) },
      { kind: "step_finished", status: "cancelled", signal: "SIGTERM" },
    ]);
  });

  it("is dropped without another write when it is lost", async () => {
    const run = stage.queue.add([{ run: "echo $$; trap '' TERM; while :; do sleep 0.05; done" }]);
    stage.start(1);
    await vi.waitFor(() => expect(lines(run)).toHaveLength(1));
    run.directive = "lost";
    stage.worker.wake();
    await vi.waitFor(() => expect(lives(lines(run)[0])).toBe(false), { timeout: 5_000 });
    const next = stage.queue.add([{ run: "true" }]);
    await ended(next);
    expect(run.end).toBeUndefined();
  });
});

describe("a run with secrets", () => {
  it("gets them as environment variables; neither its log nor its artifacts hold them", async () => {
    const run = stage.queue.add([
      {
        secrets: ["TOKEN"],
        env_secrets: { OTHER: "TOKEN" },
        run: 'echo "$TOKEN" | tee $OPS_ARTIFACTS/leak.txt >&2; test $TOKEN = $OTHER; echo fine > $OPS_ARTIFACTS/fine.txt; env | grep -c OPS_SECRET || true',
      },
    ]);
    stage.start();
    expect(await ended(run)).toMatchObject({ outcome: "succeeded" });
    expect([lines(run, "stderr"), lines(run)]).toEqual([["***"], ["0"]]);
    expect(run.artifacts.map(({ name }) => name)).toEqual(["fine.txt"]);
    expect(lines(run, "system")).toEqual(["artifact leak.txt was not attached: it holds a secret"]);
  });

  it("attaches nothing whose name or folder holds one, in whatever form, and does not tell the name", async () => {
    const make = [
      "cd $OPS_ARTIFACTS",
      'echo 1 > "report-$TOKEN.txt"',
      'mkdir "of-$TOKEN"; echo 2 > "of-$TOKEN/log"',
      'echo 3 > "$(printf %s "$TOKEN" | base64)"; echo 4 > fine.txt',
      'truncate -s 300000 "large-$TOKEN"',
    ];
    const run = stage.queue.add([{ secrets: ["TOKEN"], run: make.join("\n") }]);
    stage.start();
    expect(await ended(run)).toMatchObject({ outcome: "succeeded" });
    expect(run.artifacts.map(({ name }) => name)).toEqual(["fine.txt"]);
    expect(lines(run, "system")).toEqual(Array(4).fill("an artifact was not attached: its name holds a secret"));
  });

  it("has them in the steps that name them only, and in no error", async () => {
    const headers = { "x-key": "{{secrets.TOKEN}}\n{{secrets.TOKEN}}" };
    const run = stage.queue.add([
      { run: "printenv TOKEN || echo none" },
      { kind: "http", url: "http://127.0.0.1:1/", headers },
    ]);
    stage.start();
    expect((await ended(run)).error).toContain("***");
    expect(lines(run)).toEqual(["none"]);
    expect(JSON.stringify([run.entries, run.end])).not.toContain("s3cr3t-value");
  });

  it("fails by name before its first step when the worker lacks one, whichever step names it", async () => {
    const run = stage.queue.add([
      { run: "echo no" },
      { kind: "http", url: "http://x", headers: { a: "{{ secrets.GONE }}" } },
    ]);
    stage.start();
    const end = await ended(run);
    expect(end).toMatchObject({ outcome: "failed", failure_code: "secret_missing" });
    expect(end.error).toContain("GONE");
    expect(run.entries).toEqual([]);
  });

  it("says which one is too short to be masked", async () => {
    const run = stage.queue.add([{ run: "true", secrets: ["PIN"] }]);
    stage.start();
    await ended(run);
    expect(lines(run, "system")).toEqual(["the secret PIN is too short to be masked"]);
  });

  it("shows e-mail addresses and forms of credentials only where its template opts out", async () => {
    const script = { run: "echo mail ada@example.test" };
    const [shown, hidden] = [stage.queue.add([script], { redact: false }), stage.queue.add([script])];
    stage.start();
    await ended(shown);
    await ended(hidden);
    expect([lines(shown), lines(hidden)]).toEqual([["mail ada@example.test"], ["mail [redacted e-mail]"]]);
  });

  it("shows them no more in the outputs of its steps, and later steps have them as they are shown", async () => {
    const run = stage.queue.add([
      { run: 'echo "who=ada@example.test" > $OPS_OUTPUTS', name: "find" },
      { run: "echo $OPS_OUTPUT_FIND_WHO" },
    ]);
    stage.start();
    await ended(run);
    expect(run.entries[1]).toMatchObject({ kind: "step_finished", outputs: { who: "[redacted e-mail]" } });
    expect(lines(run)).toEqual(["[redacted e-mail]"]);
  });
});
