import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import type { CatchUp, Overlap } from "../../supabase/functions/_shared/contracts/schedule.ts";
import type { ScheduleView } from "../types.ts";

export const catchUpText: Readonly<Record<CatchUp, string>> = {
  one: "Make up the latest",
  all: `Make up all of them (the latest ${limits.catchUpRuns} at most)`,
  skip: "Leave them",
};

export const overlapText: Readonly<Record<Overlap, string>> = {
  queue: "Queue another behind it",
  skip: "Skip the occurrence",
  cancel_previous: "Cancel it first",
};

/** Crons that most schedules are, offered beside the field. */
export const commonCrons: readonly { cron: string; label: string }[] = [
  { cron: "0 * * * *", label: "Every hour" },
  { cron: "30 6 * * *", label: "Every day" },
  { cron: "30 6 * * MON-FRI", label: "Workdays" },
  { cron: "0 3 * * SUN", label: "Sundays" },
];

const parts = [
  ["name", "its name"],
  ["template", "its template"],
  ["lane", "its lane"],
  ["parameters", "its parameters"],
  ["cron", "when it runs"],
  ["time_zone", "its time zone"],
  ["overlap", "what happens while its last run goes on"],
  ["catch_up", "what it makes up"],
] as const satisfies readonly (readonly [keyof ScheduleView, string])[];

/** What of a schedule is not any more as somebody had it before their eyes when they began to change it, in words; null: nothing. */
export function changedMeanwhile(opened: ScheduleView, now: ScheduleView): string | null {
  const changed = parts.filter(([part]) => JSON.stringify(opened[part]) !== JSON.stringify(now[part]));
  return changed.length === 0 ? null : changed.map(([, words]) => words).join(", ");
}

/** The field that is wrong where times were refused: the time zone, where it is none; else the cron. */
export function wrongTiming(timeZone: string): "cron" | "time_zone" {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timeZone.trim() });
    return "cron";
  } catch {
    return "time_zone";
  }
}

/** A message as it stands under its field, whose name it need not repeat. */
export function underField(field: string, message: string): string {
  return message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
}
