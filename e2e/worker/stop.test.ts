import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { processStartedAt } from "../../supabase/local/process/identity.ts";
import { openStage, type Stage, verdict } from "./support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const stubborn = "setsid bash -c 'trap \"\" TERM; sleep 1000' & echo up; trap '' TERM; while :; do sleep 0.1; done";

it("a cancelled run that honours TERM is over once its worker has heard of it, one that does not after its grace", async () => {
  const worker = await stage.worker({ slots: 2 });
  const mild = await stage.run(["echo up; sleep 1000", "echo no"]);
  const hard = await stage.run([{ kind: "shell", name: "hard", run: stubborn, grace_seconds: 1 }]);
  for (const run of [mild, hard]) {
    await stage.prints(run, "up");
    await stage.operator.cancelRun({ run_id: run.id, reason: "test" });
  }
  await stage.reaches(mild, "cancelled");
  await stage.reaches(hard, "cancelled");
  const phases = async (run: typeof mild) => {
    const [attempt] = await stage.service.room.sql`
      select cancel_acknowledged_at <= term_sent_at and term_sent_at <= coalesce(kill_sent_at, processes_gone_at)
        and processes_gone_at <= finished_at as in_order
      from public.run_attempts where run_id = ${run.id}`;
    return attempt;
  };
  // By the worker's own clock: in the database a phase stands at the time at which it was told.
  const graces = async (run: typeof mild) =>
    (await stage.log(run)).filter(({ kind }) => kind === "kill_sent").map(({ body }) => JSON.parse(body).after_ms);
  expect(await phases(mild)).toEqual({ in_order: true });
  expect(await graces(mild)).toEqual([]);
  expect(await phases(hard)).toEqual({ in_order: true });
  const [grace, ...more] = await graces(hard);
  expect(more).toEqual([]);
  expect(grace).toBeGreaterThanOrEqual(1_000);
  expect(await verdict(stage, hard)).toMatchObject({ ok: true });
  worker.signal("SIGTERM");
  expect(await worker.exited).toBe(0);
});

it("a cancel by force ends the run at once, and its processes as soon as their worker hears of it, whatever grace they had", async () => {
  const worker = await stage.worker({ slots: 1 });
  const run = await stage.run([
    {
      kind: "shell",
      name: "hard",
      run: `echo $$; trap "" TERM; echo up; while :; do sleep 0.1; done`,
      grace_seconds: 300,
    },
  ]);
  await stage.prints(run, "up");
  const pid = Number((await stage.lines(run))[0]);
  await stage.operator.cancelRun({ run_id: run.id });
  const acknowledged = () => stage.service.room.sql`
    select 1 from public.run_attempts where run_id = ${run.id} and cancel_acknowledged_at is not null`;
  await expect.poll(acknowledged, { timeout: 20_000 }).toHaveLength(1);
  expect((await stage.operator.cancelRun({ run_id: run.id, force: true })).run.status).toBe("cancelled");
  await expect.poll(() => processStartedAt(pid), { timeout: 20_000 }).toBeNull();
  expect(await verdict(stage, run)).toMatchObject({ ok: true });
  worker.signal("SIGTERM");
  expect(await worker.exited).toBe(0);
});

it("SIGTERM lets a worker finish what runs, and it claims no more", async () => {
  const worker = await stage.worker({ slots: 1 });
  const run = await stage.run(["echo up; until test -e $OPS_PARAM_FOLDER/told; do sleep 0.05; done; echo done"]);
  await stage.prints(run, "up");
  const later = await stage.run(["echo later"]);
  worker.signal("SIGTERM");
  await expect.poll(() => worker.logs()).toContain('"msg":"stopping"');
  await writeFile(join(stage.folder, "told"), "");
  expect(await worker.exited).toBe(0);
  expect((await stage.get(run)).status).toBe("succeeded");
  expect((await stage.get(later)).status).toBe("queued");
  const other = await stage.worker({ slots: 1 });
  await stage.reaches(later, "succeeded");
  other.signal("SIGTERM");
  await other.exited;
});

it("what is not finished in time is handed back, and another worker starts it anew", async () => {
  const worker = await stage.worker({ slots: 1, drainSeconds: 0.2 });
  const run = await stage.run(["echo up; test $OPS_ATTEMPT = 2 || sleep 1000"], { max_attempts: 2 });
  await stage.prints(run, "up");
  worker.signal("SIGTERM");
  expect(await worker.exited).toBe(0);
  expect((await stage.get(run)).status).toBe("queued");
  const other = await stage.worker({ slots: 1 });
  expect(await stage.reaches(run, "succeeded")).toMatchObject({ attempt: 2 });
  other.signal("SIGTERM");
  await other.exited;
});

it("what had begun and has no attempt left fails by name instead of being done twice", async () => {
  const worker = await stage.worker({ slots: 1, drainSeconds: 0.2 });
  const run = await stage.run(["echo up; sleep 1000"]);
  await stage.prints(run, "up");
  worker.signal("SIGTERM");
  expect(await worker.exited).toBe(0);
  expect(await stage.get(run)).toMatchObject({ status: "failed", failure_code: "worker_stopped", attempt: 1 });
});

it("a long wait gives the worker back and resumes behind the step", async () => {
  const worker = await stage.worker({ slots: 1 });
  const run = await stage.run(["echo one", { kind: "wait", name: "long", seconds: 3_600 }, "echo two"]);
  await stage.reaches(run, "waiting");
  await stage.service.room.sql`update public.runs set available_at = now() where id = ${run.id}`;
  await stage.reaches(run, "succeeded");
  expect(await stage.lines(run)).toEqual(["one", "two"]);
  worker.signal("SIGTERM");
  expect(await worker.exited).toBe(0);
});
