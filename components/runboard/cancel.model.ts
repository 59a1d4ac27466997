import { isFinal } from "../../supabase/functions/_shared/contracts/run-states.ts";
import type { AttemptView, RunView } from "../types.ts";

export interface CancelPhase {
  name: "requested" | "acknowledged" | "term" | "kill" | "gone" | "stopping" | "stopped";
  word: string;
  state: "done" | "now" | "next";
  at: string | null;
  /** Milliseconds since the phase before; null where one of the two times is not known. */
  took: number | null;
}

/** What an attempt's worker has told of a cancel. */
export type CancelProgress = Pick<
  AttemptView,
  "cancel_acknowledged_at" | "term_sent_at" | "kill_sent_at" | "processes_gone_at"
>;

type CancelRun = Pick<RunView, "status" | "cancel_requested_at" | "finished_at">;

/**
 * The phases of a cancel: requested, what its worker has told of it since, what goes on now, stopped. Null when nobody asked, or when
 * the run ended in another way before the request reached it. Without `progress` (no worker held it, or it is not known here) the
 * worker's part is one phase.
 */
export function cancelPhases(run: CancelRun, progress: CancelProgress | null): readonly CancelPhase[] | null {
  if (run.cancel_requested_at === null) return null;
  const stopped = run.status === "cancelled";
  if (isFinal(run.status) && !stopped) return null;
  const told = [
    { name: "requested", word: "Requested", at: run.cancel_requested_at },
    { name: "acknowledged", word: "Worker knows", at: progress?.cancel_acknowledged_at ?? null },
    { name: "term", word: "TERM sent", at: progress?.term_sent_at ?? null },
    { name: "kill", word: "KILL sent", at: progress?.kill_sent_at ?? null },
    { name: "gone", word: "Processes gone", at: progress?.processes_gone_at ?? null },
    { name: "stopped", word: "Stopped", at: stopped ? run.finished_at : null },
  ] as const;
  const done = told.filter(({ at }) => at !== null);
  const phases = done.map(({ name, word, at }, index): CancelPhase => {
    return { name, word, state: "done", at, took: between(done[index - 1]?.at, at) };
  });
  if (stopped) return phases;
  const open = { at: null, took: null };
  return [
    ...phases,
    { name: "stopping", word: doing(progress), state: "now", ...open },
    { name: "stopped", word: "Stopped", state: "next", ...open },
  ];
}

function doing(progress: CancelProgress | null): string {
  if (progress === null) return "Stopping processes";
  if (progress.cancel_acknowledged_at === null) return "Waiting for its worker";
  return progress.processes_gone_at === null ? "Stopping processes" : "Ending the run";
}

function between(from: string | null | undefined, to: string | null): number | null {
  return from == null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from));
}

/** Whether a cancel can be asked for: every status that is not final, once. */
export function canCancel(run: Pick<RunView, "status" | "cancel_requested_at">): boolean {
  return !isFinal(run.status) && run.cancel_requested_at === null;
}

/** Whether a worker is still to honour a cancel, so that somebody may lose patience with it. */
export function canForceCancel(run: Pick<RunView, "status" | "cancel_requested_at">): boolean {
  return (run.status === "claimed" || run.status === "running") && run.cancel_requested_at !== null;
}

/** Whether a retry can be asked for: only what failed or was cancelled. */
export function canRetry(run: Pick<RunView, "status">): boolean {
  return run.status === "failed" || run.status === "cancelled";
}
