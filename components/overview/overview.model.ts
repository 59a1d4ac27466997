import type { Ended, Overview, OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import type { FailureCode, RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { numberText } from "../status/number.model.ts";
import { formatClock, formatDuration, formatSpan } from "../status/time.model.ts";

/** What the list of runs is narrowed to when something here is pressed; instants as ISO strings. */
export interface RunsLink {
  status?: RunStatus[];
  failure?: FailureCode;
  template?: string;
  lane?: string;
  session?: number;
  endedFrom?: string;
  endedTo?: string;
  /** Waited, or ran, for so many seconds or longer. */
  waited?: number;
  ran?: number;
}

export const outcomes = ["succeeded", "failed", "cancelled"] as const;
export type Outcome = (typeof outcomes)[number];

const spans: Readonly<Record<OverviewPeriod, { last: string; before: string }>> = {
  "1h": { last: "last hour", before: "the hour before" },
  "24h": { last: "last 24 hours", before: "the 24 hours before" },
  "7d": { last: "last 7 days", before: "the 7 days before" },
};

/** `last 24 hours`. */
export function periodText(period: OverviewPeriod): string {
  return spans[period].last;
}

export function endedCount({ succeeded, failed, cancelled }: Pick<Ended, Outcome>): number {
  return succeeded + failed + cancelled;
}

/** Succeeded among those that succeeded or failed; a cancelled run was somebody's wish. Null: there were none. */
export function successRate({ succeeded, failed }: Pick<Ended, Outcome>): number | null {
  return succeeded + failed === 0 ? null : succeeded / (succeeded + failed);
}

export function percentText(share: number): string {
  const percent = share * 100;
  // 99.96 is not all of them.
  const text = percent > 99.9 && percent < 100 ? "99.9" : percent.toFixed(1).replace(/\.0$/, "");
  return `${text} %`;
}

export function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? "–" : formatDuration(seconds * 1_000);
}

/** A key figure beside the period before, in words. `better`: whether the change is welcome; null: neither. */
export interface Change {
  text: string;
  better: boolean | null;
}

/** `12 % more than the hour before`. */
export function countChange(now: number, before: number, period: OverviewPeriod): Change {
  const than = spans[period].before;
  if (before === 0) return { text: now === 0 ? `none in ${than} either` : `none in ${than}`, better: null };
  const change = Math.round((now / before - 1) * 100);
  if (change === 0) return { text: `as in ${than}`, better: null };
  return { text: `${Math.abs(change)} % ${change > 0 ? "more" : "fewer"} than ${than}`, better: null };
}

/** Where one of the two is missing; that no run ended before is said once, of their number. */
const unsaid: Change = { text: "", better: null };

/** `2.5 points better than the hour before`. */
export function rateChange(now: number | null, before: number | null, period: OverviewPeriod): Change {
  const than = spans[period].before;
  if (now === null || before === null) return unsaid;
  const points = Math.round((now - before) * 1_000) / 10;
  if (points === 0) return { text: `as in ${than}`, better: null };
  return { text: `${Math.abs(points)} points ${points > 0 ? "better" : "worse"} than ${than}`, better: points > 0 };
}

/** `8 s longer than the hour before`; a change under a twentieth is none. */
export function spanChange(now: number | undefined, before: number | undefined, period: OverviewPeriod): Change {
  const than = spans[period].before;
  if (now === undefined || before === undefined) return unsaid;
  const change = now - before;
  if (Math.abs(change) < Math.max(0.1, before / 20)) return { text: `as in ${than}`, better: null };
  const span = formatDuration(Math.abs(change) * 1_000);
  return { text: `${span} ${change > 0 ? "longer" : "shorter"} than ${than}`, better: change < 0 };
}

/** What the chart of outcomes shows, in a sentence. */
export function outcomesSummary({ current }: Pick<Overview, "current">, period: OverviewPeriod): string {
  const ended = endedCount(current);
  if (ended === 0) return `No run ended in the ${periodText(period)}.`;
  const parts = outcomes.map((outcome) => `${numberText(current[outcome])} ${outcome}`);
  return `${numberText(ended)} ${ended === 1 ? "run" : "runs"} ended in the ${periodText(period)}: ${parts.join(", ")}.`;
}

/** What the chart of queue and work shows, in a sentence. It is looked at once a bucket: what was over between two looks is in neither. */
export function depthSummary({ buckets, step_seconds }: Pick<Overview, "buckets" | "step_seconds">): string {
  const looked = `Looked at every ${formatSpan(step_seconds * 1_000)}`;
  const most = (values: number[]) => numberText(Math.max(0, ...values));
  const last = buckets.at(-1) ?? { queued: 0, active: 0 };
  if (buckets.every(({ queued, active }) => queued === 0 && active === 0))
    return `${looked}, nothing waited and nothing was at work.`;
  const queued = `at most ${most(buckets.map((bucket) => bucket.queued))} waited for a first claim, now ${numberText(last.queued)}`;
  return `${looked}, ${queued}; at most ${most(buckets.map((bucket) => bucket.active))} were at work, now ${numberText(last.active)}.`;
}

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Every how many buckets one is named under a chart; so many names have room on a phone, too. */
export function labelEvery(buckets: number, period: OverviewPeriod): number {
  return Math.max(1, Math.ceil(buckets / (period === "7d" ? 4 : 6)));
}

/** The label of a bucket by the clock of the browser: `14:30`, with the day where a period has several. */
export function bucketLabel(from: string, period: OverviewPeriod): string {
  const at = new Date(from);
  const time = formatClock(from).slice(0, 5);
  return period === "7d" ? `${weekdays[at.getDay()]} ${at.getDate()}, ${time}` : time;
}

/** Runs that ended in one bucket. */
export function bucketLink(from: string, stepSeconds: number, status?: Outcome): RunsLink {
  const endedTo = new Date(Date.parse(from) + stepSeconds * 1_000).toISOString();
  return { ...(status && { status: [status] }), endedFrom: from, endedTo };
}

/** Slots in use of those there are; null where there are none. */
export function slotsShare({ active, slots }: { active: number; slots: number }): number | null {
  return slots === 0 ? null : Math.min(1, active / slots);
}
