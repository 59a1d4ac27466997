import { describe, expect, test } from "vitest";
import { makeKey, makeUser, makeWorker, oneStep, startOne } from "../../e2e/harness/factories.ts";
import { expectRefused } from "./support/audit.ts";
import { disableOperator, makeLimitedKey, revokeKey } from "./support/callers.ts";
import { entriesOf } from "./support/log.ts";
import {
  aSchedule,
  aTemplate,
  at,
  fire,
  fireAll,
  occurrencesOf,
  ofMinute,
  openSchedules,
  read,
  runsOf,
  stage,
  template,
} from "./support/schedules.ts";

openSchedules();

describe("a schedule that is due", () => {
  test("makes one run, which says whose and for when, and moves on", async () => {
    const schedule = await aSchedule({ name: "nightly backup" });
    expect(Date.parse(schedule.next_at ?? "")).toBe(at(10).getTime());
    await fireAll(9.9);
    expect(await runsOf(schedule)).toEqual([]);
    await fireAll(10.2);
    const [run] = await runsOf(schedule);
    expect(run).toMatchObject({ status: "queued", scheduled_for: ofMinute(10), by: "schedule:nightly backup" });
    const seen = await stage.get(run?.id ?? 0);
    expect(seen).toMatchObject({ schedule_id: schedule.id, title: "nightly backup", template });
    const created = JSON.parse((await entriesOf(stage.room, seen.id))[0]?.body ?? "");
    expect(created).toMatchObject({ requested_by: "schedule:nightly backup", schedule_id: schedule.id });
    const after = await read(schedule);
    expect(Date.parse(after.next_at ?? "")).toBe(at(20).getTime());
    expect(after).toMatchObject({ last_run_id: seen.id, last_note: null });
  });

  test("is fired once, however many call at once", async () => {
    const schedules = await Promise.all(Array.from({ length: 5 }, () => aSchedule()));
    await Promise.all(Array.from({ length: 8 }, () => fireAll(10)));
    for (const schedule of schedules) expect(await occurrencesOf(schedule)).toEqual([ofMinute(10)]);
  });

  test("is not fired by a call that expects another occurrence, nor for a moment that has not come", async () => {
    const schedule = await aSchedule();
    const due = (expected: number, occurrence: number, next: number) =>
      stage.room.sql`select private.fire_schedule(${stage.room.sql.json({
        ...{ schedule_id: schedule.id, expected: ofMinute(expected), occurrences: [ofMinute(occurrence)] },
        ...{ next_at: ofMinute(next), resolved: {} },
      })}, ${at(15)}) as made`;
    for (const [expected, occurrence, next] of [
      [0, 0, 20],
      [20, 20, 30],
      [10, 20, 30],
      [10, 0, 20],
      [10, 10, 12],
    ] as const) {
      expect((await due(expected, occurrence, next))[0]).toEqual({ made: null });
    }
    expect(await runsOf(schedule)).toEqual([]);
    expect(Date.parse((await read(schedule)).next_at ?? "")).toBe(at(10).getTime());
  });

  test("cannot make two runs of one occurrence: the table itself refuses", async () => {
    const schedule = await aSchedule();
    await fireAll(10);
    const copy = stage.room.sql`
      insert into public.runs (session_id, lane_id, adhoc_definition, title, rank, requested_by, requested_by_name, schedule_id, scheduled_for)
      select session_id, lane_id, '{}', 'again', 1, 'x', 'x', schedule_id, scheduled_for from public.runs where schedule_id = ${schedule.id}`;
    await expect(copy).rejects.toMatchObject({ constraint_name: "runs_one_per_occurrence" });
  });

  test("goes by the clocks of its time zone", async () => {
    const schedule = await aSchedule({ cron: "30 6 * * *", time_zone: "Europe/Berlin" });
    expect(Date.parse(schedule.next_at ?? "")).toBe(Date.parse("2026-11-21T05:30:00Z"));
  });
});

describe("after a time in which nobody fired", () => {
  test.each([
    ["skip", 45, [], "4 missed and not made up"],
    ["skip", 41, [40], "3 missed and not made up"],
    ["one", 45, [40], "3 missed and not made up"],
    ["all", 45, [10, 20, 30, 40], null],
  ] as const)(
    "catch-up %s makes, after %i minutes, the runs of the minutes %j",
    async (catch_up, minutes, made, note) => {
      const schedule = await aSchedule({ catch_up });
      await fireAll(minutes);
      expect(await occurrencesOf(schedule)).toEqual(made.map(ofMinute));
      const after = await read(schedule);
      expect(after.last_note).toBe(note);
      expect(Date.parse(after.next_at ?? "")).toBe(at(50).getTime());
    },
  );

  test("catch-up all makes up the latest fifty, and says how many it left", async () => {
    const schedule = await aSchedule({ catch_up: "all", cron: "* * * * *" });
    await fireAll(75.5);
    const occurrences = await occurrencesOf(schedule);
    expect([occurrences.length, occurrences[0], occurrences.at(-1)]).toEqual([50, ofMinute(26), ofMinute(75)]);
    expect((await read(schedule)).last_note).toBe("25 missed and not made up");
  });
});

describe("while the run before is still going", () => {
  test("overlap queue queues another behind it", async () => {
    const schedule = await aSchedule({ overlap: "queue" });
    await fireAll(10);
    await fireAll(20);
    expect((await runsOf(schedule)).map(({ status }) => status)).toEqual(["queued", "queued"]);
  });

  test.each(["queue", "cancel_previous"] as const)(
    "overlap %s begins none before that run is over, in a lane with room for all, nor what somebody runs now",
    async (overlap) => {
      const schedule = await aSchedule({ overlap });
      const key = await makeLimitedKey(stage.room, ["runs.work"], { session_ids: [schedule.session_id] });
      await fireAll(10);
      const first = await startOne(stage.room, key, makeWorker(), { now: at(19.95) });
      await fireAll(20);
      await stage.room.call("schedules.run_now", stage.operator, { schedule_id: schedule.id }, { now: at(20.01) });
      await stage.claimNothing(key, at(20.02));
      const [, second] = await runsOf(schedule);
      expect((await stage.get(second?.id ?? 0)).concurrency_key).toBe(`schedule:${schedule.id}`);
      const { causes } = await stage.room.call("runs.explain", stage.operator, { run_id: second?.id ?? 0 });
      expect(causes).toContainEqual(expect.objectContaining({ code: "key_held" }));
      await stage.room.call(
        "runs.finish",
        key,
        { lease: first.lease, last_batch_no: 0, outcome: "failed", failure_code: "step_failed", error: "over" },
        { now: at(20.03) },
      );
      expect((await startOne(stage.room, key, makeWorker(), { now: at(20.04) })).lease.run_id).toBe(second?.id);
    },
  );

  test("a template's own concurrency key says how many of a schedule's runs go at once", async () => {
    const own = await aTemplate({ concurrency: { key: "own", limit: 2 } });
    const schedule = await aSchedule({ overlap: "queue", template: own });
    await fireAll(10);
    const [run] = await runsOf(schedule);
    expect((await stage.get(run?.id ?? 0)).concurrency_key).toBe("own");
  });

  test("overlap skip makes none and says so, until that run is over", async () => {
    const schedule = await aSchedule({ overlap: "skip" });
    await fireAll(10);
    const [first] = await runsOf(schedule);
    await fireAll(20);
    expect(await occurrencesOf(schedule)).toEqual([ofMinute(10)]);
    expect((await read(schedule)).last_note).toBe(`skipped: run ${first?.id} was still going`);
    await stage.cancel(first?.id ?? 0);
    await fireAll(30);
    expect(await occurrencesOf(schedule)).toEqual([ofMinute(10), ofMinute(30)]);
  });

  test("overlap cancel_previous cancels a queued one at once, asks the worker of a running one, and queues the next", async () => {
    const schedule = await aSchedule({ overlap: "cancel_previous" });
    const key = await makeKey(stage.room, ["runs.work"]);
    await fireAll(10);
    await fireAll(20);
    await stage.room.sql`
      update public.api_keys k set session_ids = array[${schedule.session_id}::bigint]
      from private.api_key_secrets s where s.api_key_id = k.id and s.key_sha256 = ${key.key_hash}`;
    const claimed = await startOne(stage.room, key, makeWorker(), { now: at(29.9) });
    await fireAll(30);
    const [first, second, third] = await runsOf(schedule);
    expect([first?.status, second?.status, third?.status]).toEqual(["cancelled", "running", "queued"]);
    expect(claimed.lease.run_id).toBe(second?.id);
    const [row] = await stage.room
      .sql`select cancel_requested_by, cancel_reason from public.runs where id = ${second?.id ?? 0}`;
    expect(row).toEqual({
      cancel_requested_by: `schedule:${schedule.name}`,
      cancel_reason: "The next occurrence of its schedule is due.",
    });
  });

  test("a call that has cancelled previous runs fires no other schedule after that: their leases may stand before those it has locked", async () => {
    const schedules = [
      await aSchedule({ overlap: "cancel_previous" }),
      await aSchedule({ overlap: "cancel_previous" }),
      await aSchedule({ overlap: "cancel_previous" }),
    ];
    const fired = async () => (await Promise.all(schedules.map(occurrencesOf))).flat().length;
    for (let more = true, before = 0; more; before = await fired()) {
      more = (await fire(10)).more;
      expect((await fired()) - before).toBeLessThan(2);
    }
    expect(await fired()).toBe(3);
  });
});

describe("pausing", () => {
  test("stops it, and resuming goes on with what comes next: nothing is made up", async () => {
    const schedule = await aSchedule({ catch_up: "all" });
    const paused = await stage.room.call("schedules.pause", stage.operator, {
      schedule_id: schedule.id,
      note: "holiday",
    });
    expect(paused.schedule).toMatchObject({
      next_at: null,
      pause_note: "holiday",
      paused_by: expect.stringMatching(/^operator/),
    });
    await fireAll(25);
    await stage.room.call("schedules.resume", stage.operator, { schedule_id: schedule.id }, { now: at(35) });
    await fireAll(40);
    expect(await occurrencesOf(schedule)).toEqual([ofMinute(40)]);
  });

  test("survives an update, which goes by the new cron once it is resumed", async () => {
    const schedule = await aSchedule();
    await stage.room.call("schedules.pause", stage.operator, { schedule_id: schedule.id, note: "hold" });
    const changed = { schedule_id: schedule.id, name: schedule.name, template, cron: "0 * * * *" };
    const { schedule: updated } = await stage.room.call("schedules.update", stage.operator, changed, { now: at(1) });
    expect(updated).toMatchObject({ cron: "0 * * * *", next_at: null, pause_note: "hold" });
    const resumed = await stage.room.call(
      "schedules.resume",
      stage.operator,
      { schedule_id: schedule.id },
      { now: at(2) },
    );
    expect(Date.parse(resumed.schedule.next_at ?? "")).toBe(at(60).getTime());
  });

  test("is what a schedule does to itself, on record, when it cannot make its run", async () => {
    const archived = await aTemplate();
    const strict = await aTemplate();
    const byKey = await makeKey(stage.room, ["runs.write"]);
    const byLeaver = await makeUser(stage.room, "operator");
    const toArchive = await aSchedule();
    const cases = {
      "Its template has been archived.": await aSchedule({ template: archived }),
      "parameters.host: ": await aSchedule({ template: strict }),
      "This API key does not exist, has been revoked or has expired.": await aSchedule({ as: byKey as never }),
      "You are signed in but not an operator yet": await aSchedule({ as: byLeaver }),
      "is archived": toArchive,
    };
    await stage.room.sql`update public.run_templates set archived_at = now() where slug = ${archived}`;
    const parameter_schema = { type: "object", properties: { host: { type: "string" } }, required: ["host"] };
    await stage.room.call("templates.publish", stage.operator, {
      slug: strict,
      name: "Strict",
      steps: oneStep,
      parameter_schema,
    });
    await revokeKey(stage.room, byKey.key_hash);
    await disableOperator(stage.room, byLeaver.user_id);
    await stage.room.call("sessions.archive", stage.operator, { session_id: toArchive.session_id });
    await fireAll(10);
    for (const [why, schedule] of Object.entries(cases)) {
      const after = await read(schedule);
      expect([after.paused_by, after.pause_note]).toEqual(["system", expect.stringContaining(why)]);
      expect(await runsOf(schedule)).toEqual([]);
      const audit = await stage.room.sql`
        select actor, command, outcome from public.audit_log where session_id = ${schedule.session_id} and actor = 'system'`;
      expect([...audit]).toEqual([{ actor: "system", command: "schedules.pause", outcome: "ok" }]);
    }
    await expectRefused(
      stage.room,
      "schedules.resume",
      stage.operator,
      { schedule_id: toArchive.id },
      "session_archived",
    );
    // Who resumes it answers for it from then on.
    const orphan = cases["You are signed in but not an operator yet"];
    await stage.room.call("schedules.resume", stage.operator, { schedule_id: orphan.id }, { now: at(12) });
    await fireAll(20);
    expect(await occurrencesOf(orphan)).toEqual([ofMinute(20)]);
  });
});
