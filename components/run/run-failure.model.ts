import { failureText } from "../status/status.model.ts";
import type { RunView, StepView } from "../types.ts";

export type FailedStep = Pick<StepView, "step" | "name">;

/** The step that a run failed in, of the executions of all its attempts; null: it did not fail in a step. */
export function failedStep(
  run: Pick<RunView, "failure_code" | "attempt">,
  executions: readonly (FailedStep & Pick<StepView, "status"> & { attempt: number })[],
): FailedStep | null {
  if (run.failure_code !== "step_failed" && run.failure_code !== "step_timeout") return null;
  return executions.find(({ attempt, status }) => attempt === run.attempt && status === "failed") ?? null;
}

/** Why a run failed, with the step that did where one did. */
export function runFailureText(code: NonNullable<RunView["failure_code"]>, step: FailedStep | null): string {
  if (step === null) return failureText(code);
  return code === "step_timeout" ? `“${step.name}” ran out of time` : `“${step.name}” failed`;
}
