"use client";
import { failureText } from "../status/status.model.ts";
import { StepStatusMark } from "../status/status-mark.tsx";
import { Elapsed } from "../status/time.tsx";
import type { StepOutputsView, StepView } from "../types.ts";
import { cn } from "../ui/cn.ts";
import { waitText } from "./waiting-step.model.ts";

export interface StepsListProps {
  steps: readonly StepView[];
  /** Shows where a step begins in the log. */
  onShowStep: (step: number) => void;
}

/** The steps of an attempt in order: which turned, how long each took, why one failed. */
export function StepsList({ steps, onShowStep }: StepsListProps) {
  if (steps.length === 0) return <p className="text-muted">No worker has taken this run yet.</p>;
  return (
    <ol className="-mx-2 flex flex-col">
      {steps.map((step) => (
        <li key={step.step} data-step={step.step} aria-current={isCurrent(step) ? "step" : undefined}>
          <button
            type="button"
            disabled={step.started_at === null}
            onClick={() => onShowStep(step.step)}
            className={cn(
              "flex min-h-8 w-full items-center gap-2 rounded-sm px-2 py-1 text-left -outline-offset-2 enabled:hover:bg-hover disabled:text-muted",
              isCurrent(step) && (step.status === "waiting" ? "bg-warn-soft" : "bg-accent-soft"),
            )}
          >
            <StepStatusMark status={step.status} compact />
            <span className="wrap-anywhere min-w-0 flex-1">
              {step.name}
              {step.kind !== "shell" && (
                <span className="ml-1.5 text-muted text-sm">
                  {step.status === "waiting" ? waitText(step.kind) : step.kind}
                </span>
              )}
            </span>
            {step.started_at !== null && (
              <Elapsed from={step.started_at} to={step.finished_at} className="shrink-0 text-muted text-sm" />
            )}
          </button>
          <StepFailure step={step} />
          <StepOutputs outputs={step.outputs ?? {}} />
        </li>
      ))}
    </ol>
  );
}

const isCurrent = ({ status }: StepView) => status === "running" || status === "waiting";

function StepFailure({ step }: { step: StepView }) {
  if (step.failure_code === null && step.error === null) return null;
  // That it failed is said by its mark; what it says of itself names its exit, too.
  if (step.failure_code === "step_failed" && step.error !== null)
    return <p className="wrap-anywhere line-clamp-4 pr-2 pb-1 pl-8 text-bad text-sm">{step.error}</p>;
  const how = [
    step.failure_code === null ? "" : failureText(step.failure_code),
    step.signal !== null ? step.signal : step.exit_code === null ? "" : `exit ${step.exit_code}`,
  ];
  return (
    <p className="wrap-anywhere pr-2 pb-1 pl-8 text-bad text-sm">
      {how.filter(Boolean).join(", ")}
      {step.error !== null && <span className="line-clamp-4 text-muted">{step.error}</span>}
    </p>
  );
}

/** What it left for later steps. */
function StepOutputs({ outputs }: { outputs: StepOutputsView }) {
  const entries = Object.entries(outputs);
  if (entries.length === 0) return null;
  return (
    <ul aria-label="Outputs" className="pr-2 pb-1 pl-8 font-mono text-muted text-sm">
      {entries.map(([name, value]) => (
        <li key={name} className="wrap-anywhere line-clamp-4">
          {name}={typeof value === "string" ? value : JSON.stringify(value)}
        </li>
      ))}
    </ul>
  );
}
