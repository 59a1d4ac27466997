import { readFile } from "node:fs/promises";
import { getPriority } from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import { byteLength } from "../../supabase/functions/_shared/contracts/text.ts";
import { openStage, type Stage, verdict } from "./support/stage.ts";
import type { WorkerProcess } from "./support/worker-process.ts";

let stage: Stage;
let worker: WorkerProcess;
beforeAll(async () => {
  stage = await openStage();
  worker = await stage.worker({ slots: 4 });
});
afterAll(() => stage.close());

it("a megabyte of random bytes is a log that verifies", async () => {
  const run = await stage.run(["head -c 1M /dev/urandom; echo; echo end"]);
  await stage.reaches(run, "succeeded", 60_000);
  const lines = await stage.lines(run);
  expect(lines.at(-1)).toBe("end");
  for (const line of lines) expect(byteLength(line)).toBeLessThanOrEqual(8_192);
  expect(await verdict(stage, run)).toMatchObject({ ok: true });
});

it("100,000 lines arrive in order, none twice, and one more is said to be missing", { timeout: 240_000 }, async () => {
  const run = await stage.run(["seq 100001"]);
  await stage.reaches(run, "succeeded", 200_000);
  const log = await stage.log(run);
  const lines = log.filter(({ kind }) => kind === "line").map(({ body }) => body);
  expect(lines).toEqual(Array.from({ length: 100_000 }, (_, n) => String(n + 1)));
  expect(log.filter(({ kind }) => kind === "log_truncated")).toHaveLength(1);
  expect(await verdict(stage, run)).toMatchObject({ ok: true });
});

it("5 MB in one line are cut and marked, and stdout and stderr are told apart", async () => {
  const run = await stage.run(["head -c 5242880 /dev/zero | tr '\\0' x; echo; echo behind; echo aside >&2"]);
  await stage.reaches(run, "succeeded");
  const [long = "", behind] = await stage.lines(run);
  expect(long).toMatch(/^x+ … \[cut, 5,242,880 bytes\]$/);
  expect(behind).toBe("behind");
  expect(await stage.lines(run, "stderr")).toEqual(["aside"]);
});

it("a step that closes its output and lives on is not finished until it exits", async () => {
  const run = await stage.run([
    "echo here; exec >&- 2>&-; sleep 1.5; date +%s%N > $OPS_PARAM_FOLDER/closed",
    "cat $OPS_PARAM_FOLDER/closed; echo two",
  ]);
  await stage.reaches(run, "succeeded");
  const lines = await stage.lines(run);
  expect(lines).toEqual(["here", expect.stringMatching(/^\d+$/), "two"]);
});

it("what a step starts gives way to the worker, which keeps its own priority", async () => {
  const run = await stage.run(["nice; (setsid -w nice); cat /proc/self/oom_score_adj"]);
  await stage.reaches(run, "succeeded");
  const nice = String(Math.min(getPriority(worker.pid) + 10, 19));
  const rank = Math.min(Number(await readFile(`/proc/${worker.pid}/oom_score_adj`, "utf8")) + 500, 1_000);
  expect(getPriority(worker.pid)).toBe(getPriority());
  expect(await stage.lines(run)).toEqual([nice, nice, String(rank)]);
});

it("a step sees neither the worker's API key nor anything else undeclared", async () => {
  const run = await stage.run(["env | cut -d= -f1 | sort | tr '\\n' ' '"]);
  await stage.reaches(run, "succeeded");
  const names = (await stage.lines(run)).join().trim().split(" ");
  expect(names.filter((name) => !["PWD", "SHLVL", "_", "OLDPWD"].includes(name))).toEqual([
    "HOME",
    "LANG",
    "OPS_ARTIFACTS",
    "OPS_ATTEMPT",
    "OPS_ATTEMPT_MARKER",
    "OPS_NO_RETRY",
    "OPS_OUTPUTS",
    "OPS_PARAM_FOLDER",
    "OPS_RUN_ID",
    "OPS_STEP",
    "OPS_TRY",
    "OPS_URL",
    "PATH",
    "TMPDIR",
  ]);
});

it("steps of every kind, artifacts and a failure end as the control plane says", async () => {
  const { executor } = stage.service;
  const run = await stage.run([
    { kind: "http", name: "health", url: "{{ops_url}}/healthz", expect: { status: 200 } },
    { kind: "wait", name: "pause", seconds: 0.1 },
    "echo '# ok' > $OPS_ARTIFACTS/report.md; exit 4",
  ]);
  const done = await stage.reaches(run, "failed");
  expect(done).toMatchObject({ failure_code: "step_failed", error: "Exited with code 4" });
  expect((await stage.lines(run))[0]).toMatch(new RegExp(`^GET ${executor.url}/healthz 200 \\d+ ms ok$`));
  const [artifact] = await stage.service.room
    .sql`select name, kind, body from public.artifacts where run_id = ${run.id}`;
  expect(artifact).toEqual({ name: "report.md", kind: "markdown", body: "# ok\n" });
});

it("the worker's own log holds no key, no lease and no output", async () => {
  const run = await stage.run(["echo a-payload"]);
  await stage.reaches(run, "succeeded");
  expect(worker.logs()).toContain(`"run":${run.id}`);
  expect(worker.logs()).not.toMatch(/ocr_|token|a-payload/);
});
