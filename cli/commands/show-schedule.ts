import type { Schedule } from "../../supabase/functions/_shared/contracts/schedule.ts";
import { table } from "../output.ts";
import { utc } from "../time.ts";

const headings = ["SCHEDULE", "NAME", "TEMPLATE", "SESSION", "LANE", "CRON", "ZONE", "NEXT (UTC)", "LAST RUN", "NOTE"];

/** Schedules as a table, each with what comes next. */
export function showSchedules(schedules: Schedule[]): string {
  return table(
    headings,
    schedules.map((schedule) => [
      ...[schedule.id, schedule.name, schedule.template, schedule.session_id, schedule.lane],
      ...[schedule.cron, schedule.time_zone, schedule.next_at === null ? "paused" : utc(schedule.next_at).slice(0, 16)],
      ...[schedule.last_run_id, schedule.pause_note ?? schedule.last_note],
    ]),
  );
}

export const showSchedule = (schedule: Schedule): string => showSchedules([schedule]);
