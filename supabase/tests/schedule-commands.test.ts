import { describe, expect, test } from "vitest";
import { makeSession, makeUser } from "../../e2e/harness/factories.ts";
import type { CommandInput } from "../functions/_shared/contracts/commands.ts";
import { auditOf, expectRefused } from "./support/audit.ts";
import {
  aSchedule,
  aTemplate,
  at,
  fireAll,
  occurrencesOf,
  ofMinute,
  openSchedules,
  read,
  stage,
  template,
} from "./support/schedules.ts";

openSchedules();

describe("commands of schedules", () => {
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

  test("update leaves as it is what it is not told, and its parameters have to fit another template", async () => {
    const sized = await aTemplate({ parameter_schema: { type: "object", properties: { size: { type: "integer" } } } });
    const made = {
      ...{ template: sized, lane: "A", parameters: { size: 3 }, cron: "30 6 * * *", time_zone: "Europe/Berlin" },
      ...({ catch_up: "all", overlap: "skip" } as const),
    };
    const { id: schedule_id } = await aSchedule(made);
    const update = async (changes: Omit<CommandInput<"schedules.update">, "schedule_id">) =>
      (await stage.room.call("schedules.update", stage.operator, { schedule_id, ...changes }, { now: at(1) })).schedule;
    expect(await update({ name: "renamed" })).toMatchObject({ ...made, name: "renamed" });
    const later = await update({ cron: "0 7 * * *" });
    expect(later).toMatchObject({ ...made, name: "renamed", cron: "0 7 * * *" });
    expect(new Date(later.next_at ?? "")).toEqual(new Date("2026-11-21T07:00+01:00"));
    const other = { schedule_id, template };
    await expectRefused(stage.room, "schedules.update", stage.operator, other, "invalid_input");
    expect(await update({ template, parameters: {} })).toMatchObject({ template, parameters: {}, overlap: "skip" });
  });

  test("update refuses what was written on another revision than there is, on record; firing makes none", async () => {
    const schedule = await aSchedule();
    const { id: schedule_id, revision: base_revision } = schedule;
    const update = (changes: object, now = at(1)) =>
      stage.room.call("schedules.update", stage.operator, { schedule_id, ...changes }, { now });
    await fireAll(10);
    expect((await read(schedule)).revision).toBe(base_revision);
    const first = await update({ overlap: "skip", base_revision });
    expect(first.schedule.revision).toBe(base_revision + 1);
    const late = { schedule_id, overlap: "queue", base_revision } as const;
    await expectRefused(stage.room, "schedules.update", stage.operator, late, "schedule_changed");
    expect(await read(schedule)).toMatchObject({ overlap: "skip", revision: base_revision + 1 });
    // Who names none replaces whatever there is.
    expect((await update({ catch_up: "all" })).schedule).toMatchObject({
      overlap: "skip",
      revision: base_revision + 2,
    });
  });

  test("of two updates at once that were written on the same revision one is made, the other refused", async () => {
    const { id: schedule_id, revision: base_revision } = await aSchedule();
    const update = (catch_up: "skip" | "all") =>
      stage.room.call("schedules.update", stage.operator, { schedule_id, catch_up, base_revision }, { now: at(1) });
    const ends = await Promise.allSettled([update("skip"), update("all")]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [refused] = ends.filter((end) => end.status === "rejected");
    expect(refused?.reason).toMatchObject({ code: "schedule_changed" });
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
