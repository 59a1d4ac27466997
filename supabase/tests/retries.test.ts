import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { claimOne, expireLease, finishOne, makeWorker, startOne } from "../../e2e/harness/factories.ts";
import type { CommandInput } from "../functions/_shared/contracts/commands.ts";
import { StepDefinition } from "../functions/_shared/contracts/step.ts";
import { bringDue } from "./model/clock.ts";
import { Stage, step } from "./support/stage.ts";

type Steps = NonNullable<CommandInput<"runs.create">["steps"]>;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

describe("a retry", () => {
  const three: Steps = ["one", "two", "three"].map((name) => ({ name, kind: "shell" as const, run: "true" }));

  test.each([
    ["start", 0],
    ["failed_step", 1],
  ] as const)("from %s begins at step %i in a new attempt", async (from, start_step) => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session, { steps: three });
    const claimed = await startOne(stage.room, key);
    await stage.append(key, claimed, step(0), step(0, "succeeded"), step(1), step(1, "failed"));
    await stage.fail(key, claimed, 1);
    await stage.room.call("runs.retry", stage.operator, { run_id: run.id, from });
    expect(await startOne(stage.room, key)).toMatchObject({ start_step, lease: { run_id: run.id, attempt: 2 } });
  });

  test("that comes by itself begins behind the last wait and asks for no approval again; from the start by hand does", async () => {
    const { session, key } = await stage.aSession();
    const ask = { name: "sign off", kind: "approval", title: "Go?" };
    const steps = z.array(StepDefinition).parse([three[0], ask, three[1], three[2]]);
    const { id } = await stage.create(session, { steps, max_attempts: 2 });
    const asking = await startOne(stage.room, key);
    await stage.append(key, asking, step(0), step(0, "succeeded"), step(1));
    const asks = { outcome: "waiting", approval: { title: "Go?", body: "" } } as const;
    await stage.room.call("runs.finish", key, { lease: asking.lease, last_batch_no: 1, ...asks });
    const { id: approval_id, digest } = await stage.approvalOf(id);
    await stage.room.call("approvals.approve", stage.operator, { approval_id, digest });

    const failing = async () => {
      const claimed = await startOne(stage.room, key);
      await stage.append(key, claimed, step(2), step(2, "succeeded"), step(3), step(3, "failed"));
      await stage.fail(key, claimed, 1);
      return claimed.start_step;
    };
    expect(await failing()).toBe(2);
    await bringDue(stage.room.sql, id);
    expect(await failing()).toBe(2);
    expect((await stage.get(id)).status).toBe("failed");
    await stage.room.call("runs.retry", stage.operator, { run_id: id, from: "start" });
    expect((await startOne(stage.room, key)).start_step).toBe(0);
  });

  test("by hand from the failed step is where further tries of it begin, too", async () => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session, { steps: three, max_attempts: 2 });
    const failingBehind = async (done: number) => {
      const claimed = await startOne(stage.room, key);
      await stage.append(key, claimed, step(done), step(done, "succeeded"), step(done + 1), step(done + 1, "failed"));
      await stage.fail(key, claimed, 1);
      return claimed.start_step;
    };
    expect(await failingBehind(0)).toBe(0);
    await stage.cancel(run.id);
    await stage.room.call("runs.retry", stage.operator, { run_id: run.id, from: "failed_step" });
    expect(await failingBehind(1)).toBe(1);
    await bringDue(stage.room.sql, run.id);
    expect((await startOne(stage.room, key)).start_step).toBe(1);
  });

  test("from the failed step repeats none when all had succeeded and only the end was lost", async () => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session);
    const claimed = await startOne(stage.room, key);
    await stage.append(key, claimed, step(0), step(0, "succeeded"));
    await expireLease(stage.room, run.id);
    await stage.room.call("maintenance.tick", key, {});
    await stage.room.call("runs.retry", stage.operator, { run_id: run.id, from: "failed_step" });
    const again = await startOne(stage.room, key);
    expect(again.start_step).toBe(1);
    expect(
      await stage.room.call("runs.finish", key, { lease: again.lease, last_batch_no: 0, outcome: "succeeded" }),
    ).toMatchObject({
      status: "succeeded",
    });
  });

  test("is measured anew: what lay between its end and the retry is neither its wait nor its time", async () => {
    const { session, key } = await stage.aSession();
    const { id } = await stage.create(session);
    await stage.fail(key, await startOne(stage.room, key));
    await stage.room.sql`
      update public.runs set queued_at = now() - interval '3 days', started_at = now() - interval '2 days', finished_at = now() - interval '2 days'
      where id = ${id}`;
    await stage.room.call("runs.retry", stage.operator, { run_id: id, from: "start" });
    expect((await stage.get(id)).started_at).toBeNull();
    await finishOne(stage.room, key, await startOne(stage.room, key));
    const [row] = await stage.room.sql`
      select started_at - queued_at < interval '1 hour' as waited, finished_at - started_at < interval '1 hour' as took
      from public.runs where id = ${id}`;
    expect(row).toEqual({ waited: true, took: true });
  });

  test("waits its turn: it does not bypass the lane's capacity, also from a later step", async () => {
    const { session, key } = await stage.aSession(1);
    const failed = await stage.create(session, { steps: three, priority: 100 });
    const claimed = await startOne(stage.room, key);
    await stage.append(key, claimed, step(0), step(0, "succeeded"), step(1), step(1, "failed"));
    await stage.fail(key, claimed, 1);
    const running = await stage.create(session);
    const other = await startOne(stage.room, key);
    expect(other.lease.run_id).toBe(running.id);
    await stage.room.call("runs.retry", stage.operator, { run_id: failed.id, from: "failed_step" });
    await stage.claimNothing(key);
    await finishOne(stage.room, key, other);
    expect((await claimOne(stage.room, key)).lease.run_id).toBe(failed.id);
  });

  test("starts the count of attempts anew and forgets the cancel", async () => {
    const { session, key } = await stage.aSession();
    const run = await stage.create(session, { max_attempts: 1 });
    await startOne(stage.room, key);
    await stage.cancel(run.id);
    await expireLease(stage.room, run.id);
    await stage.room.call("maintenance.tick", key, {});
    const { run: retried } = await stage.room.call("runs.retry", stage.operator, { run_id: run.id });
    expect(retried).toMatchObject({
      status: "queued",
      cancel_requested_at: null,
      failure_code: null,
      finished_at: null,
    });
    const { lease } = await startOne(stage.room, key);
    const { runs } = await stage.room.call("runs.heartbeat", key, { worker: makeWorker(), leases: [lease] });
    expect(runs).toEqual([{ run_id: run.id, directive: "continue" }]);
  });
});

test("outputs of the last success of each earlier step come with a retry from the failed step", async () => {
  const { session, key } = await stage.aSession();
  const steps = ["one", "two", "three"].map((name) => ({ name, kind: "shell" as const, run: "true" }));
  const { id } = await stage.create(session, { steps });
  const attempt = async (entries: Parameters<Stage["append"]>[2][]) => {
    const claimed = await startOne(stage.room, key);
    await stage.append(key, claimed, ...entries);
    await stage.fail(key, claimed, 1);
    return claimed;
  };
  const left = (index: number, value: string) => ({ ...step(index, "succeeded"), outputs: { value } });
  await attempt([step(0), left(0, "a"), step(1), step(1, "failed")]);
  await stage.room.call("runs.retry", stage.operator, { run_id: id, from: "failed_step" });
  const second = await attempt([step(1), left(1, "b"), step(2), step(2, "failed")]);
  expect(second.outputs).toEqual([{ step: 0, outputs: { value: "a" } }]);
  await stage.room.call("runs.retry", stage.operator, { run_id: id, from: "failed_step" });
  const third = await attempt([step(2), step(2, "failed")]);
  expect(third.outputs.map(({ outputs }) => outputs.value)).toEqual(["a", "b"]);
  await stage.room.call("runs.retry", stage.operator, { run_id: id, from: "start" });
  expect((await startOne(stage.room, key)).outputs).toEqual([]);
});
