import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exitCodes } from "../../workers/tally.ts";
import { dueSchedule } from "./support/due-schedule.ts";
import { openStage, type Stage } from "./support/stage.ts";
import { workerMain } from "./support/worker-process.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

it("--drain-queue works until nothing is left, tells how it went by its exit code, and leaves the fleet", async () => {
  const good = await stage.run(["echo one"]);
  const bad = await stage.run(["exit 4"]);
  const worker = await stage.worker({ args: ["--drain-queue"], env: { OPS_WORKER_LABELS: "ci, linux" } });
  expect(await worker.exited).toBe(exitCodes.runFailed);
  expect([(await stage.get(good)).status, (await stage.get(bad)).status]).toEqual(["succeeded", "failed"]);
  expect((await stage.operator.listWorkers({})).workers).toEqual([]);

  const idle = await stage.worker({ args: ["--drain-queue"] });
  expect(await idle.exited).toBe(exitCodes.nothingToDo);
});

it("a run that cannot be read fails by that name at once, and what was claimed with it succeeds", async () => {
  const [before, unreadable, after] = [
    await stage.run(["echo one"]),
    await stage.run(["echo two"], { max_attempts: 3 }),
    await stage.run(["echo three"]),
  ];
  await stage.service.room.sql`
    update public.runs set adhoc_definition = jsonb_set(adhoc_definition, '{steps,0,run}', '""') where id = ${unreadable.id}`;
  const worker = await stage.worker({ args: ["--drain-queue"], slots: 3 });
  expect(await worker.exited).toBe(exitCodes.runFailed);
  expect(await stage.get(unreadable)).toMatchObject({
    ...{ status: "failed", attempt: 1, failure_code: "invalid_definition" },
    error: expect.stringMatching(/^What is to be run cannot be read: steps\.0/),
  });
  for (const run of [before, after]) expect(await stage.get(run)).toMatchObject({ status: "succeeded", attempt: 1 });
});

it("a run that fails and succeeds when it is tried again is no failure of the worker that did both", async () => {
  await stage.operator.publishTemplate({
    ...{ slug: "flaky", name: "Flaky", max_attempts: 2, backoff: { initial_seconds: 0 } },
    steps: [{ name: "second time lucky", kind: "shell", run: "test $OPS_ATTEMPT = 2" }],
  });
  const { run } = await stage.operator.createRun({ session_id: stage.sessionId, template: "flaky" });
  const worker = await stage.worker({ args: ["--drain-queue"] });
  expect(await worker.exited).toBe(exitCodes.succeeded);
  expect(await stage.get(run)).toMatchObject({ status: "succeeded", attempt: 2 });
});

it("--once runs one run and leaves the next to others", async () => {
  const [first, second] = [await stage.run(["echo one"]), await stage.run(["echo two"])];
  const worker = await stage.worker({ args: ["--once"] });
  expect(await worker.exited).toBe(exitCodes.succeeded);
  expect([(await stage.get(first)).status, (await stage.get(second)).status]).toEqual(["succeeded", "queued"]);
  await stage.operator.cancelRun({ run_id: second.id });
});

it.each(["--drain-queue", "--once"])(
  "a fleet of nothing but workers with %s runs what its schedules ask for",
  async (arg) => {
    const name = `nightly${arg}`;
    await dueSchedule(stage, name);
    const worker = await stage.worker({ args: [arg] });
    expect(await worker.exited).toBe(exitCodes.succeeded);
    const { runs } = await stage.operator.listRuns({ requested_by: `schedule:${name}` });
    expect(runs.map(({ status }) => status)).toEqual(["succeeded"]);
  },
);

it("wrong arguments, a wrong configuration and an unknown key have exit codes of their own", async () => {
  const env = { OPS_URL: stage.service.executor.url, OPS_API_KEY: `ocr_${"x".repeat(43)}` };
  const start = async (args: string[], given: Record<string, string>) => {
    const { exitCode, stderr } = await execa(process.execPath, [workerMain, ...args], { env: given, reject: false });
    return { exitCode, stderr };
  };
  const both = await start(["--once", "--drain-queue"], env);
  expect(both).toEqual({ exitCode: exitCodes.configuration, stderr: expect.stringContaining("--drain-queue") });
  expect((await start(["--forever"], env)).exitCode).toBe(exitCodes.configuration);
  expect((await start(["--once"], { OPS_URL: env.OPS_URL })).exitCode).toBe(exitCodes.configuration);
  expect((await start(["--once"], env)).exitCode).toBe(3);
});

it("a drained worker claims nothing more, finishes what it has, and goes on when it is undrained", async () => {
  const worker = await stage.worker({ slots: 1 });
  const run = await stage.run(["echo up; until test -e $OPS_PARAM_FOLDER/drained; do sleep 0.05; done"]);
  await stage.prints(run, "up");
  const id = (await stage.operator.listWorkers({})).workers.find(({ name }) => name === worker.name)?.id ?? "";
  await stage.operator.drainWorker({ worker_id: id });
  const later = await stage.run(["echo later"]);
  await writeFile(join(stage.folder, "drained"), "");
  await stage.reaches(run, "succeeded");
  await expect.poll(() => worker.logs()).toContain("draining: nothing more is claimed");
  expect((await stage.get(later)).status).toBe("queued");
  await stage.operator.undrainWorker({ worker_id: id });
  await stage.reaches(later, "succeeded");
  worker.signal("SIGTERM");
  expect(await worker.exited).toBe(0);
});
