import type { FailureCode } from "../supabase/functions/_shared/contracts/run-status.ts";
import type { ApprovalRequest } from "../supabase/functions/_shared/contracts/worker.ts";
import type { StepResult } from "./steps/step.ts";
import type { StopReason } from "./stop.ts";

/** How an attempt ends, in the words of `runs.finish`. */
export type AttemptEnd =
  | { outcome: "succeeded" | "cancelled" | "released" }
  | { outcome: "failed"; failure_code: FailureCode; error: string; retryable?: false; retry_after_seconds?: number }
  | { outcome: "waiting"; resume_after_seconds: number }
  | { outcome: "waiting"; approval: ApprovalRequest };

/**
 * The end that follows from why the attempt was stopped, if it was, and from its last step's result; that is absent when it was
 * stopped between steps. Work that is done counts as done although somebody asked to stop it a moment later.
 */
export function attemptEnd(reason: StopReason | undefined, last: StepResult | undefined): AttemptEnd {
  if (reason?.kind === "failed" && (last?.kind !== "succeeded" || reason.code === "log_rejected")) {
    return { outcome: "failed", failure_code: reason.code, error: reason.error };
  }
  switch (last?.kind) {
    case "succeeded":
      return { outcome: "succeeded" };
    case "waiting":
      return { outcome: "waiting", resume_after_seconds: last.seconds };
    case "asking":
      return { outcome: "waiting", approval: last.approval };
    case "failed":
      return {
        ...{ outcome: "failed", failure_code: last.code, error: last.error },
        ...(last.retryable === false ? { retryable: false } : {}),
        ...(last.retryAfterSeconds ? { retry_after_seconds: last.retryAfterSeconds } : {}),
      };
  }
  if (reason?.kind === "cancelled") return { outcome: "cancelled" };
  // Lost attempts write nothing, so what stands here for them does not matter.
  return { outcome: "released" };
}

/** A step's end, in the words of its `step_finished` entry. */
export function stepEnd(reason: StopReason | undefined, result: Exclude<StepResult, { kind: "waiting" | "asking" }>) {
  const ended = {
    exit_code: result.exitCode ?? null,
    signal: ("signal" in result ? result.signal : null) ?? null,
    failure_code: null,
    error: null,
    outputs: {},
  };
  if (result.kind === "succeeded") return { ...ended, status: "succeeded" as const, outputs: result.outputs ?? {} };
  const why = reason?.kind === "failed" ? reason : result.kind === "failed" ? result : undefined;
  if (why === undefined) return { ...ended, status: "cancelled" as const };
  return { ...ended, status: "failed" as const, failure_code: why.code, error: why.error };
}
