import type { RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";

/** Which runs a list shows; null: all. */
export interface RunFilter {
  status: RunStatus | null;
  session: number | null;
  /** Name; lanes of several sessions may share it. */
  lane: string | null;
  /** Slug. */
  template: string | null;
  /** A run's number ("1042", "#1042"), or part of its title. */
  text: string | null;
}

export const noFilter: RunFilter = { status: null, session: null, lane: null, template: null, text: null };

/** What a person typed: a run's number, or a pattern for `ilike` in which their own wildcards are plain characters. */
export function searchOf(text: string): { number: number } | { pattern: string } | null {
  const trimmed = text.trim();
  const digits = /^#?(\d{1,15})$/.exec(trimmed)?.[1];
  if (digits !== undefined && Number(digits) > 0) return { number: Number(digits) };
  if (trimmed === "") return null;
  return { pattern: `%${trimmed.replace(/[\\%_]/g, (character) => `\\${character}`)}%` };
}
