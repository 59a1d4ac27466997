import type { Retention } from "../../supabase/functions/_shared/contracts/retention.ts";
import { countText } from "../session/count-text.ts";

export type Days = Pick<Retention, "keep_succeeded_days" | "keep_failed_days">;

const MOST = 3_650;

/** Days as they stand in the field; nothing is for ever. */
export function daysText(days: number | null): string {
  return days === null ? "" : String(days);
}

/** What was typed: a number of days, null for ever, or what is wrong with it. */
export function parseDays(text: string): { ok: true; days: number | null } | { ok: false; message: string } {
  const trimmed = text.trim();
  if (trimmed === "") return { ok: true, days: null };
  const days = Number(trimmed);
  if (!/^\d+$/.test(trimmed) || days < 1 || days > MOST)
    return { ok: false, message: `Give whole days from 1 to ${MOST}, or nothing for ever.` };
  return { ok: true, days };
}

/** At 10,000 of a status the count ends. */
const counted = (n: number, noun: string) => (n >= 10_000 ? `more than 9,999 ${noun}s` : countText(n, noun));

/** What these days would purge, as a sentence. */
export function previewText({ succeeded_runs, failed_runs }: { succeeded_runs: number; failed_runs: number }): string {
  if (succeeded_runs + failed_runs === 0) return "Nothing is older than that; no log goes now.";
  const parts = [
    succeeded_runs > 0 && `${counted(succeeded_runs, "succeeded run")}`,
    failed_runs > 0 && `${counted(failed_runs, "failed or cancelled run")}`,
  ].filter(Boolean);
  return `Logs and artifacts of ${parts.join(" and ")} would go within minutes.`;
}

/** Whether something would be kept for a shorter time than now. */
export function isShorter(from: Days, to: Days): boolean {
  const less = (before: number | null, after: number | null) => after !== null && (before === null || after < before);
  return less(from.keep_succeeded_days, to.keep_succeeded_days) || less(from.keep_failed_days, to.keep_failed_days);
}
