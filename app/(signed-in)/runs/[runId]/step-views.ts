import type { StepExecution } from "../../../../components/run/log-lines.tsx";
import { shownStatus } from "../../../../components/run/waiting-step.model.ts";
import type { StepOutputsView, StepView } from "../../../../components/types.ts";
import type { RunRow, StepRow } from "../../../../lib/runs/run-row.ts";

/**
 * A run's steps as they stand: each as its newest execution left it, so that a retry from the failed step shows the earlier ones as done,
 * and those that have not been reached as pending.
 */
export function stepViews(
  definition: readonly { name: string; kind: string }[],
  rows: readonly (StepRow & { outputs?: StepOutputsView })[],
  { attempt, status }: Pick<RunRow, "attempt" | "status">,
): StepView[] {
  return definition.map(({ name, kind }, step) => {
    const executions = rows.filter((row) => row.step === step).sort((a, b) => b.attempt - a.attempt);
    const current = executions.find((row) => row.attempt === attempt);
    if (current !== undefined) return { ...current, status: shownStatus(current.status, status === "waiting") };
    return executions.find((row) => row.status === "succeeded") ?? { step, name, kind, ...notReached };
  });
}

/** When each step of each attempt began and ended, as far as it has. */
export function executionsOf(rows: readonly StepRow[]): StepExecution[] {
  return rows.flatMap(({ attempt, step, started_at, finished_at }) =>
    started_at === null ? [] : [{ attempt, step, begun: started_at, ended: finished_at }],
  );
}

const notReached = {
  status: "pending",
  started_at: null,
  finished_at: null,
  exit_code: null,
  signal: null,
  failure_code: null,
  error: null,
} as const;
