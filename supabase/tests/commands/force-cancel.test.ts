import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimOne, finishOne, startOne } from "../../../e2e/harness/factories.ts";
import { outcomeOf } from "../support/audit.ts";
import { emitted_at, inSeconds, Stage, step } from "../support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

const force = (run_id: number) =>
  stage.room.call("runs.cancel", stage.operator, { run_id, force: true, reason: "it hangs" });

describe("a cancel by force", () => {
  test("ends the attempt at once and fences its worker off", async () => {
    const { session, key } = await stage.aSession();
    const { id } = await stage.create(session);
    const claimed = await startOne(stage.room, key);
    expect((await stage.cancel(id)).status).toBe("running");
    expect((await force(id)).run.status).toBe("cancelled");
    expect(await outcomeOf(stage.append(key, claimed, step(0)))).toBe("lease_lost");
    expect(await outcomeOf(stage.fail(key, claimed))).toBe("lease_lost");
    const kinds = await stage.room.sql`select kind from public.run_events where run_id = ${id} order by seq`;
    expect(kinds.map(({ kind }) => kind).slice(-3)).toEqual(["cancel_requested", "cancel_forced", "run_cancelled"]);
    await expect(force(id)).rejects.toMatchObject({ code: "run_final" });
  });

  test("keeps the next attempt from beginning before the old processes are surely gone", async () => {
    const { session, key } = await stage.aSession();
    const { id } = await stage.create(session);
    await startOne(stage.room, key);
    await force(id);
    const { run } = await stage.room.call("runs.retry", stage.operator, { run_id: id });
    expect(run.due_at).not.toBeNull();
    await stage.claimNothing(key, inSeconds(10));
    expect((await claimOne(stage.room, key, undefined, { now: inSeconds(16) })).lease).toMatchObject({ run_id: id });
  });

  test("against the worker's finish: one of them ends the run, and the other is told", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { session, key } = await stage.aSession();
      const { id } = await stage.create(session);
      const claimed = await startOne(stage.room, key);
      const [forced, finished] = await Promise.all([
        outcomeOf(force(id)),
        outcomeOf(finishOne(stage.room, key, claimed)),
      ]);
      const { status } = await stage.get(id);
      expect([forced, finished, status]).toEqual(
        status === "cancelled" ? ["ok", "lease_lost", "cancelled"] : ["run_final", "ok", "succeeded"],
      );
    }
  });
});

test("a template that says so has its further attempts begin at the step that did not succeed", async () => {
  const { session, key } = await stage.aSession();
  const steps = ["one", "two"].map((name) => ({ name, kind: "shell" as const, run: "true" }));
  const slug = `from-failed-${session.id}`;
  const template = { slug, name: "From failed", steps, max_attempts: 2, retry_from: "failed_step" } as const;
  await stage.room.call("templates.publish", stage.operator, template);
  await stage.room.call("runs.create", stage.operator, { session_id: session.id, template: slug });
  const first = await startOne(stage.room, key);
  const left = { kind: "step_finished", step: 0, status: "succeeded", emitted_at, outputs: { made: 1 } } as const;
  await stage.append(key, first, step(0), left, step(1), step(1, "failed"));
  await stage.fail(key, first, 1);
  const second = await claimOne(stage.room, key, undefined, { now: inSeconds(60) });
  expect(second).toMatchObject({ start_step: 1, outputs: [{ step: 0, outputs: { made: 1 } }] });
});
