import type { FailureCode, RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";

export type Period = "1h" | "24h" | "7d" | "30d";

/** What the list is narrowed to; null: not narrowed. */
export interface RunsFilter {
  status: RunStatus[] | null;
  session: number | null;
  lane: string | null;
  template: string | null;
  repo: string | null;
  label: string[] | null;
  by: string | null;
  failure: FailureCode | null;
  since: Period | null;
  from: Date | null;
  to: Date | null;
  endedFrom: Date | null;
  endedTo: Date | null;
  waited: number | null;
  ran: number | null;
  text: string | null;
}

export const unfiltered: RunsFilter = {
  ...{ status: null, session: null, lane: null, template: null, repo: null, label: null, by: null },
  ...{ failure: null, since: null, from: null, to: null, endedFrom: null, endedTo: null },
  ...{ waited: null, ran: null, text: null },
};

/** An instant as a field for date and time shows it: local time, to the minute. */
export function toLocalField(instant: Date | null): string {
  if (instant === null) return "";
  const local = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** What a person put into a field for date and time; null when it is empty or not whole. */
export function fromLocalField(text: string): Date | null {
  const instant = new Date(text);
  return !/^\d{4,}-\d\d-\d\dT\d\d:\d\d/.test(text) || Number.isNaN(instant.getTime()) ? null : instant;
}

/** How many runs there are, in words. `seen`: how many the list already shows. */
export function countText(count: { count: number; complete: boolean } | undefined, seen: number): string | null {
  if (count === undefined) return null;
  const number = Math.max(count.count, seen).toLocaleString("en-US");
  if (!count.complete) return `more than ${number} runs`;
  return count.count === 1 ? "1 run" : `${number} runs`;
}
