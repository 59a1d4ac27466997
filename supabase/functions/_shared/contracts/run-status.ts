import * as z from "zod";

export const RunStatus = z.enum(["queued", "claimed", "running", "waiting", "succeeded", "failed", "cancelled"]);
export type RunStatus = z.infer<typeof RunStatus>;

/** Statuses that only an explicit retry leaves. */
export const finalStatuses: readonly RunStatus[] = ["succeeded", "failed", "cancelled"];

export function isFinal(status: RunStatus): boolean {
  return finalStatuses.includes(status);
}

/** The state machine: which status may follow which. The same table stands in SQL (`private.run_transitions`); a test compares them. */
export const runTransitions: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ["claimed", "running", "failed", "cancelled"],
  claimed: ["queued", "running", "failed", "cancelled"],
  running: ["queued", "waiting", "succeeded", "failed", "cancelled"],
  waiting: ["queued", "failed", "cancelled"],
  succeeded: [],
  failed: ["queued"],
  cancelled: ["queued"],
};

export const StepStatus = z.enum(["pending", "running", "succeeded", "failed", "cancelled"]);
export type StepStatus = z.infer<typeof StepStatus>;

/** How an attempt ended; `null` in the database while it lives. */
export const AttemptOutcome = z.enum(["succeeded", "failed", "cancelled", "waiting", "released", "lost"]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** Why a run failed. A code, never parsed from text. */
export const FailureCode = z.enum([
  "step_failed",
  "step_timeout",
  "timeout",
  "queue_expired",
  "lease_expired",
  "worker_stopped",
  "log_rejected",
  "invalid_definition",
  "secret_missing",
  "worker_error",
  "rejected",
  "approval_expired",
]);
export type FailureCode = z.infer<typeof FailureCode>;
