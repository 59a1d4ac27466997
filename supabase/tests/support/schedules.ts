import { afterAll, beforeAll, expect } from "vitest";
import { makeKey, oneStep, unique } from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import type { Schedule } from "../../functions/_shared/contracts/schedule.ts";
import { Stage } from "./stage.ts";

export let stage: Stage;
let worker: { key_hash: string };
export let template: string;

/** Opens a stage with a template to be scheduled, for the file that calls it. */
export function openSchedules(): void {
  beforeAll(async () => {
    stage = await Stage.open();
    worker = await makeKey(stage.room, ["runs.work"]);
    template = await aTemplate();
  });
  afterAll(() => stage.close());
}

export const start = new Date("2026-11-20T20:00:00Z");
export const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
export const ofMinute = (minutes: number) => at(minutes).toISOString();

export async function aTemplate(fields: Partial<CommandInput<"templates.publish">> = {}): Promise<string> {
  const slug = unique("scheduled");
  await stage.room.call("templates.publish", stage.operator, { slug, name: "Scheduled", steps: oneStep, ...fields });
  return slug;
}

type Fields = Partial<Omit<CommandInput<"schedules.create">, "session_id">> & { as?: typeof stage.operator };
/** A schedule for every ten minutes, made at `start`. */
export async function aSchedule({ as = stage.operator, ...fields }: Fields = {}): Promise<Schedule> {
  const { session } = await stage.aSession(null);
  const input = { session_id: session.id, name: unique("nightly"), template, cron: "*/10 * * * *", ...fields };
  return (await stage.room.call("schedules.create", as, input, { now: start })).schedule;
}
export const fire = (minutes: number) => stage.room.call("schedules.fire_due", worker, {}, { now: at(minutes) });
/** Fires until nothing is due. */
export async function fireAll(minutes: number): Promise<void> {
  while ((await fire(minutes)).more);
}
export async function read(schedule: Schedule): Promise<Schedule> {
  const { schedules } = await stage.room.call("schedules.list", stage.operator, { session_id: schedule.session_id });
  return schedules.find(({ id }) => id === schedule.id) ?? expect.fail("the schedule is gone");
}
export async function runsOf(schedule: Schedule) {
  const rows = await stage.room.sql<{ id: number; status: string; scheduled_for: Date | null; by: string }[]>`
    select id::int, status, scheduled_for, requested_by_name as by from public.runs where schedule_id = ${schedule.id} order by id`;
  return rows.map((row) => ({ ...row, scheduled_for: row.scheduled_for?.toISOString() ?? null }));
}
export const occurrencesOf = async (schedule: Schedule) => (await runsOf(schedule)).map((run) => run.scheduled_for);
