import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { dueSchedule } from "./support/due-schedule.ts";
import { openStage, type Stage, verdict } from "./support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await Promise.all([stage.worker(), stage.worker()]);
});
afterAll(() => stage?.close());

it("a schedule that is due is fired by the workers' maintenance, once, and its run is done", async () => {
  const { operator } = stage;
  const schedule = await dueSchedule(stage, "daily");
  const [run, ...others] = await vi.waitFor(
    async () => {
      const { runs } = await operator.listRuns({ requested_by: "schedule:daily" });
      if (runs.length === 0) throw new Error("not fired yet");
      return runs;
    },
    { timeout: 40_000, interval: 250 },
  );
  expect(others).toEqual([]);
  const done = await stage.reaches(run ?? expect.fail("it was fired"), "succeeded");
  expect(done).toMatchObject({ schedule_id: schedule.id, title: "daily" });
  expect(await stage.lines(done)).toEqual(["tick"]);
  expect((await operator.listSchedules({})).schedules).toMatchObject([
    { next_at: schedule.next_at, last_run_id: done.id },
  ]);
  expect(await verdict(stage, done)).toMatchObject({ ok: true });
});

it("a flaky step is tried again within its attempt, each try in the log; one that fails for good ends the run", async () => {
  const retry = { max_attempts: 3, backoff: { initial_seconds: 0.1 } };
  const step = (run: string) => ({ kind: "shell" as const, name: "flaky", run, retry });
  const flaky = await stage.run([step('echo "try $OPS_TRY"; test $OPS_TRY = 2')]);
  const lost = await stage.run([step('echo "no such host" > $OPS_NO_RETRY; exit 1')], { max_attempts: 5 });
  const done = await stage.reaches(flaky, "succeeded");
  expect(done.attempt).toBe(1);
  expect(await stage.lines(done)).toEqual(["try 1", "try 2"]);
  expect(await stage.lines(done, "system")).toContain("try 2 of 3");
  const failed = await stage.reaches(lost, "failed");
  expect(failed).toMatchObject({ attempt: 1, error: "Exited with code 1: no such host" });
});
