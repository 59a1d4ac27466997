/** What is known of a run's states without a schema: pages show themselves with it before they read anything. */

export const runStatuses = ["queued", "claimed", "running", "waiting", "succeeded", "failed", "cancelled"] as const;
type RunStatus = (typeof runStatuses)[number];

/** Statuses that only an explicit retry leaves. */
export const finalStatuses: readonly RunStatus[] = ["succeeded", "failed", "cancelled"];

export function isFinal(status: RunStatus): boolean {
  return finalStatuses.includes(status);
}

/** Whether there may be causes why it does not go on: it is not over, and not running. */
export function standsStill(status: RunStatus): boolean {
  return status !== "running" && !isFinal(status);
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

/** Why a run failed. A code, never parsed from text. */
export const failureCodes = [
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
] as const;
