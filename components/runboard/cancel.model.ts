import { isFinal } from "../../supabase/functions/_shared/contracts/run-status.ts";
import type { RunView } from "../types.ts";

export interface CancelPhase {
  name: "requested" | "stopping" | "stopped";
  word: string;
  state: "done" | "now" | "next";
  at: string | null;
}

type CancelRun = Pick<RunView, "status" | "cancel_requested_at" | "finished_at">;

/**
 * The phases of a cancel: requested, the worker stopping its processes, stopped. Null when nobody asked, or when the run ended in
 * another way before the request reached it.
 */
export function cancelPhases(run: CancelRun): readonly CancelPhase[] | null {
  if (run.cancel_requested_at === null) return null;
  const stopped = run.status === "cancelled";
  if (isFinal(run.status) && !stopped) return null;
  return [
    { name: "requested", word: "Requested", state: "done", at: run.cancel_requested_at },
    { name: "stopping", word: "Stopping processes", state: stopped ? "done" : "now", at: null },
    { name: "stopped", word: "Stopped", state: stopped ? "done" : "next", at: stopped ? run.finished_at : null },
  ];
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
