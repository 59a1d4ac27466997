import type { RunLimitsView, RunView } from "../types.ts";

/**
 * Attempts and failures, each counted apart: every claim makes an attempt, also one that goes on after a wait, while `max_attempts` is
 * about those that failed. Null: not worth a word.
 */
export function countsOf(run: Pick<RunView, "attempt" | "max_attempts">, { failed_attempts }: RunLimitsView) {
  const mayFail = run.max_attempts > 1;
  return {
    attempt: run.attempt > 1 || (mayFail && run.attempt > 0) ? String(run.attempt) : null,
    failures: mayFail ? `${failed_attempts} of ${run.max_attempts}` : null,
  };
}
