import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeKey, makeSession, makeUser, makeWorker, oneStep, startOne, unique } from "../../e2e/harness/factories.ts";
import type { CommandInput } from "../functions/_shared/contracts/commands.ts";
import type { Schedule } from "../functions/_shared/contracts/schedule.ts";
import { auditOf, expectRefused } from "./support/audit.ts";
import { disableOperator, revokeKey } from "./support/callers.ts";
import { entriesOf } from "./support/log.ts";
import { Stage } from "./support/stage.ts";

let stage: Stage;
let worker: { key_hash: string };
let template: string;
beforeAll(async () => {
  stage = await Stage.open();
  worker = await makeKey(stage.room, ["runs.work"]);
  template = await aTemplate();
});
afterAll(() => stage.close());

const start = new Date("2026-11-20T20:00:00Z");
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const ofMinute = (minutes: number) => at(minutes).toISOString();

async function aTemplate(fields: Partial<CommandInput<"templates.publish">> = {}): Promise<string> {
  const slug = unique("scheduled");
  await stage.room.call("templates.publish", stage.operator, { slug, name: "Scheduled", steps: oneStep, ...fields });
  return slug;
}

type Fields = Partial<Omit<CommandInput<"schedules.create">, "session_id">> & { as?: typeof stage.operator };
/** A schedule for every ten minutes, made at `start`. */
async function aSchedule({ as = stage.operator, ...fields }: Fields = {}): Promise<Schedule> {
  const { session } = await stage.aSession(null);
  const input = { session_id: session.id, name: unique("nightly"), template, cron: "*/10 * * * *", ...fields };
  return (await stage.room.call("schedules.create", as, input, { now: start })).schedule;
}
const fire = (minutes: number) => stage.room.call("schedules.fire_due", worker, {}, { now: at(minutes) });
/** Fires until nothing is due. */
async function fireAll(minutes: number): Promise<void> {
  while ((await fire(minutes)).more);
}
async function read(schedule: Schedule): Promise<Schedule> {
  const { schedules } = await stage.room.call("schedules.list", stage.operator, { session_id: schedule.session_id });
  return schedules.find(({ id }) => id === schedule.id) ?? expect.fail("the schedule is gone");
}
async function runsOf(schedule: Schedule) {
  const rows = await stage.room.sql<{ id: number; status: string; scheduled_for: Date | null; by: string }[]>`
    select id::int, status, scheduled_for, requested_by_name as by from public.runs where schedule_id = ${schedule.id} order by id`;
  return rows.map((row) => ({ ...row, scheduled_for: row.scheduled_for?.toISOString() ?? null }));
}
const occurrencesOf = async (schedule: Schedule) => (await runsOf(schedule)).map((run) => run.scheduled_for);

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
      "This API key does not exist or has been revoked.": await aSchedule({ as: byKey as never }),
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

describe("commands", () => {
  test("run_now makes a run in the name of who asked, beside the occurrences", async () => {
    const schedule = await aSchedule({ overlap: "skip" });
    const { run } = await stage.room.call(
      "schedules.run_now",
      stage.operator,
      { schedule_id: schedule.id },
      { now: at(1) },
    );
    expect(run).toMatchObject({
      schedule_id: schedule.id,
      scheduled_for: null,
      requested_by: expect.stringMatching(/^operator/),
    });
    await stage.room.call("schedules.run_now", stage.operator, { schedule_id: schedule.id }, { now: at(1) });
    expect(Date.parse((await read(schedule)).next_at ?? "")).toBe(at(10).getTime());
  });

  test("delete ends it and keeps its runs; its name is free again", async () => {
    const schedule = await aSchedule();
    await fireAll(10);
    await stage.room.call("schedules.delete", stage.operator, { schedule_id: schedule.id });
    await fireAll(30);
    expect(await occurrencesOf(schedule)).toEqual([ofMinute(10)]);
    const { session_id, name } = schedule;
    const { schedules } = await stage.room.call("schedules.list", stage.operator, { session_id });
    expect(schedules).toEqual([]);
    await stage.room.call("schedules.create", stage.operator, { session_id, name, template, cron: "@daily" });
    await expectRefused(
      stage.room,
      "schedules.pause",
      stage.operator,
      { schedule_id: schedule.id, note: "x" },
      "not_found",
    );
  });

  test.each([
    [{ cron: "0 25 * * *" }, "invalid_input"],
    [{ time_zone: "Mars/Base" }, "invalid_input"],
    [{ template: "no-such-template" }, "not_found"],
    [{ parameters: { unknown: 1 } }, "invalid_input"],
    [{ lane: "Z" }, "not_found"],
  ] as const)("create refuses %j as %s, on record", async (fields, code) => {
    const { session } = await stage.aSession();
    const input = { session_id: session.id, name: "wrong", template, cron: "@daily", ...fields };
    await expectRefused(stage.room, "schedules.create", stage.operator, input, code);
  });

  test("create and update refuse a name that the session has already", async () => {
    const schedule = await aSchedule();
    const { session_id, name } = schedule;
    const input = { name, template, cron: "@daily" };
    await expectRefused(stage.room, "schedules.create", stage.operator, { session_id, ...input }, "name_taken");
    const other = await stage.room.call("schedules.create", stage.operator, { session_id, ...input, name: "other" });
    const rename = { schedule_id: other.schedule.id, ...input };
    await expectRefused(stage.room, "schedules.update", stage.operator, rename, "name_taken");
  });

  test("are on record with their session, and not for those who do not see it", async () => {
    const session = await makeSession(stage.room, stage.operator, { visibility: "members" });
    const input = { session_id: session.id, name: "secret", template, cron: "@daily" };
    const requestId = crypto.randomUUID();
    const { schedule } = await stage.room.call("schedules.create", stage.operator, input, { requestId });
    expect(await auditOf(stage.room, requestId)).toMatchObject([{ outcome: "ok", session_id: session.id }]);
    const stranger = await makeUser(stage.room, "operator");
    const { schedules } = await stage.room.call("schedules.list", stranger, {});
    expect(schedules.some(({ id }) => id === schedule.id)).toBe(false);
    for (const name of ["schedules.resume", "schedules.delete", "schedules.run_now"] as const) {
      await expectRefused(stage.room, name, stranger, { schedule_id: schedule.id }, "not_found");
    }
  });

  test("preview tells the next occurrences, or what is wrong", async () => {
    const asked = { cron: "0 9 * * MON", time_zone: "Europe/Berlin" };
    const { occurrences } = await stage.room.call("schedules.preview", stage.operator, asked);
    expect(occurrences).toHaveLength(5);
    for (const occurrence of occurrences) expect(new Date(occurrence).getUTCDay()).toBe(1);
    const wrong = stage.room.call("schedules.preview", stage.operator, { cron: "0 9 * *" });
    await expect(wrong).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining("4 fields") });
  });
});
