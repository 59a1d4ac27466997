import type {
  AttemptOutcome,
  FailureCode,
  RunStatus,
  StepStatus,
} from "../../supabase/functions/_shared/contracts/run-status.ts";

export type Tone = "neutral" | "accent" | "ok" | "bad" | "warn";
/** Each status has a shape of its own, so that colour is never the only sign. */
export type Shape = "dashed" | "arc" | "dot" | "bars" | "check" | "cross" | "slash" | "ring" | "return" | "broken";

export interface StatusLook {
  word: string;
  tone: Tone;
  shape: Shape;
}

const looks: Readonly<Record<RunStatus | StepStatus | AttemptOutcome, StatusLook>> = {
  queued: { word: "Queued", tone: "neutral", shape: "dashed" },
  claimed: { word: "Starting", tone: "accent", shape: "arc" },
  running: { word: "Running", tone: "accent", shape: "dot" },
  waiting: { word: "Waiting", tone: "warn", shape: "bars" },
  succeeded: { word: "Succeeded", tone: "ok", shape: "check" },
  failed: { word: "Failed", tone: "bad", shape: "cross" },
  cancelled: { word: "Cancelled", tone: "neutral", shape: "slash" },
  pending: { word: "Pending", tone: "neutral", shape: "ring" },
  released: { word: "Handed back", tone: "neutral", shape: "return" },
  lost: { word: "Worker lost", tone: "warn", shape: "broken" },
};

/** Word, tone and shape of a run's, step's or attempt's status. */
export function statusLook(status: RunStatus | StepStatus | AttemptOutcome): StatusLook {
  return looks[status];
}

/** A run's look; between the request and the end of a cancel it says so. */
export function runLook(run: { status: RunStatus; cancel_requested_at: string | null }): StatusLook {
  const stopping = run.cancel_requested_at !== null && (run.status === "claimed" || run.status === "running");
  return stopping ? { word: "Cancelling", tone: "warn", shape: "slash" } : looks[run.status];
}

const failures: Readonly<Record<FailureCode, string>> = {
  step_failed: "A step failed",
  step_timeout: "A step ran out of time",
  timeout: "The run ran out of time",
  queue_expired: "Nobody claimed it in time",
  lease_expired: "The worker was lost",
  worker_stopped: "The worker was stopped",
  log_rejected: "The log was refused",
  invalid_definition: "The definition cannot be run",
  secret_missing: "A secret is missing",
  worker_error: "The worker had an error",
  rejected: "It was rejected",
  approval_expired: "Nobody decided in time",
};

/** Why a run, an attempt or a step failed, for people. */
export function failureText(code: FailureCode): string {
  return failures[code];
}

export type Liveness = "live" | "late" | "silent";

/** A worker calls at least every 3 s; its leases last 15 s. */
export function livenessOf(lastSeenAt: string, now: number): Liveness {
  const age = now - Date.parse(lastSeenAt);
  if (age < 6_000) return "live";
  return age < 15_000 ? "late" : "silent";
}
