import type { RunFilter } from "../../supabase/functions/_shared/contracts/run-filter.ts";
import type { FailureCode, RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";

/** How far back a list reaches, counted from now. */
export const periods = ["1h", "24h", "7d", "30d"] as const;
export type Period = (typeof periods)[number];
const hours: Record<Period, number> = { "1h": 1, "24h": 24, "7d": 7 * 24, "30d": 30 * 24 };

/** Which runs a list shows, as it stands in the address; null: all. */
export interface ListFilter {
  status: RunStatus[] | null;
  session: number | null;
  /** Name; lanes of several sessions may share it. */
  lane: string | null;
  /** Slug. */
  template: string | null;
  /** `owner/name`, or a URL of it. */
  repo: string | null;
  /** All of these are required of its worker. */
  label: string[] | null;
  /** The name of who asked for it. */
  by: string | null;
  failure: FailureCode | null;
  since: Period | null;
  /** Instants; they outrank `since`. */
  from: Date | null;
  to: Date | null;
  /** When it ended, likewise. */
  endedFrom: Date | null;
  endedTo: Date | null;
  /** It waited, and ran, for so many seconds or longer. */
  waited: number | null;
  ran: number | null;
  /** A run's number ("1042", "#1042"), or part of its title or parameters. */
  text: string | null;
}

export function isNarrowed(filter: object): boolean {
  return Object.values(filter).some((value) => value !== null);
}

/** Where a list begins in time; null: nowhere. `now` in milliseconds since the epoch. */
export function periodStart({ since, from, to }: Pick<ListFilter, "since" | "from" | "to">, now: number): Date | null {
  return from ?? (since === null || to ? null : new Date(now - hours[since] * 3_600_000));
}

/** The same as the database understands it. `now` in milliseconds since the epoch. */
export function toRunFilter(filter: ListFilter, now: number): RunFilter {
  const text = filter.text?.trim() ?? "";
  const repo = filter.repo?.trim() ?? "";
  const number = /^#?([1-9]\d{0,14})$/.exec(text)?.[1];
  const from = periodStart(filter, now);
  return {
    ...(filter.status !== null && filter.status.length > 0 && { status: filter.status }),
    ...(filter.session !== null && { session_id: filter.session }),
    ...(filter.lane !== null && { lane: filter.lane }),
    ...(filter.template !== null && { template: filter.template }),
    ...(repo !== "" && { repo }),
    ...(filter.label !== null && filter.label.length > 0 && { labels: filter.label }),
    ...(filter.by !== null && { requested_by: filter.by }),
    ...(filter.failure !== null && { failure_code: filter.failure }),
    ...(from !== null && { created_from: from.toISOString() }),
    ...(filter.to !== null && { created_to: filter.to.toISOString() }),
    ...(filter.endedFrom !== null && { finished_from: filter.endedFrom.toISOString() }),
    ...(filter.endedTo !== null && { finished_to: filter.endedTo.toISOString() }),
    ...(filter.waited !== null && { min_wait_seconds: filter.waited }),
    ...(filter.ran !== null && { min_duration_seconds: filter.ran }),
    ...(number !== undefined ? { run_ids: [Number(number)] } : text !== "" && { text }),
  };
}
