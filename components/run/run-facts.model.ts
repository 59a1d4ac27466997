import { formatSpan } from "../status/time.model.ts";
import type { RunLimitsView, RunView } from "../types.ts";

/**
 * Attempts and failures, each counted apart: every claim makes an attempt, also one that goes on after a wait, while `max_attempts` is
 * about those that failed. Null: not worth a word.
 */
export function countsOf(run: Pick<RunView, "attempt" | "failed_attempts" | "max_attempts">) {
  const mayFail = run.max_attempts > 1;
  return {
    attempt: run.attempt > 1 || (mayFail && run.attempt > 0) ? String(run.attempt) : null,
    failures: mayFail ? `${run.failed_attempts} of ${run.max_attempts}` : null,
  };
}

/** What still limits a run: its queueing until the first claim, its running time until its end. Null: nothing. */
export function limitsOf(
  run: Pick<RunView, "status" | "attempt" | "finished_at">,
  { queue_expires_at, timeout_seconds }: Omit<RunLimitsView, "queued_at">,
) {
  return {
    expires: run.status === "queued" && run.attempt === 0 ? queue_expires_at : null,
    timesOut: run.finished_at === null && timeout_seconds !== null ? formatSpan(timeout_seconds * 1_000) : null,
  };
}
