import { describe, expect, test } from "vitest";
import type { Schedule } from "../functions/_shared/contracts/schedule.ts";
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
  stage,
} from "./support/schedules.ts";

openSchedules();

/** A schedule whose template has got a version that no command would publish; due before every other. */
async function withVersion(change: object): Promise<Schedule> {
  const slug = await aTemplate();
  const schedule = await aSchedule({ template: slug });
  await stage.room.sql`
    insert into public.run_template_versions overriding system value
    select (jsonb_populate_record(v, jsonb_build_object(
      'id', v.id + 1000000, 'version', v.version + 1, 'definition', v.definition || ${stage.room.sql.json({ ...change })}
    ))).*
    from public.run_template_versions v join public.run_templates t on t.id = v.template_id where t.slug = ${slug}`;
  await stage.room.sql`update public.schedules set next_at = next_at - interval '5 minutes' where id = ${schedule.id}`;
  return schedule;
}

describe("a schedule that holds up no other", () => {
  test("is one whose template cannot be read: it pauses and says why", async () => {
    const unreadable = await withVersion({
      parameter_schema: { type: "object", properties: { a: { requird: true } } },
    });
    const other = await aSchedule();
    await fireAll(10);
    expect(await occurrencesOf(other)).toEqual([ofMinute(10)]);
    expect(await read(unreadable)).toMatchObject({
      paused_by: "system",
      pause_note: expect.stringContaining("unknown keyword"),
    });
  });

  test("is one whose run the database does not take: it pauses and says why", async () => {
    const refused = await withVersion({ concurrency: { key: "one at a time", limit: 0 } });
    const other = await aSchedule();
    await fireAll(10);
    expect(await occurrencesOf(other)).toEqual([ofMinute(10)]);
    expect(await read(refused)).toMatchObject({
      paused_by: "system",
      pause_note: expect.stringContaining("a_concurrency_key_has_a_limit"),
    });
  });

  test("is one with more runs to cancel than a call has the time for: it goes on with the next call", async () => {
    const schedule = await aSchedule({ overlap: "cancel_previous" });
    const steps = [{ name: "x", kind: "shell", run: "true" } as const];
    const many = { session_id: schedule.session_id, steps, runs: Array.from({ length: 450 }, () => ({})) };
    const { run_ids } = await stage.room.call("runs.create_many", stage.operator, many);
    await stage.room.sql`update public.runs set schedule_id = ${schedule.id} where id = any (${run_ids})`;
    const open = async () => {
      const [row] = await stage.room.sql`
        select count(*)::int as n from public.runs where schedule_id = ${schedule.id} and finished_at is null`;
      return row?.n;
    };
    expect(await fire(10)).toMatchObject({ runs: 0, more: true });
    expect([await open(), Date.parse((await read(schedule)).next_at ?? "")]).toEqual([250, at(10).getTime()]);
    expect(await fire(10)).toMatchObject({ runs: 0, more: true });
    expect(await fire(10)).toMatchObject({ runs: 1, more: false });
    expect(await open()).toBe(1);
  });
});
