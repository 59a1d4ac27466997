import { formatOccurrence } from "../../supabase/functions/_shared/contracts/occurrence-text.ts";
import type { Schedule } from "../../supabase/functions/_shared/contracts/schedule.ts";
import { table } from "../output.ts";
import { terminalText } from "../terminal-text.ts";
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

/** When a cron comes next, by its own clocks and in UTC. */
export const showOccurrences = (instants: string[], zone: string): string =>
  table(
    [zone, "UTC"],
    instants.map((instant) => [formatOccurrence(instant, zone), utc(instant).slice(0, 16)]),
  );

/** Also what it starts with, what becomes of missed and overlapping occurrences, whose rights it uses and when it comes next. */
export function showWholeSchedule(schedule: Schedule & { occurrences: string[] }): string {
  const { pause_note, paused_by, last_note, occurrences } = schedule;
  const facts: [string, string | null][] = [
    ["Parameters", JSON.stringify(schedule.parameters)],
    ["Missed", schedule.catch_up],
    ["Overlap", schedule.overlap],
    ["Owner", schedule.owner_name],
    ["Paused", pause_note && [paused_by ?? "itself", pause_note].join(": ")],
    ["Last time", last_note],
  ];
  return [
    showSchedule(schedule),
    "",
    ...facts.flatMap(([name, fact]) => (fact === null ? [] : [`${`${name}:`.padEnd(12)}${terminalText(fact, false)}`])),
    ...(occurrences.length === 0 ? [] : ["", showOccurrences(occurrences, schedule.time_zone)]),
  ].join("\n");
}
