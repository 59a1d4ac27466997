"use client";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { RunStatusMark, StepStatusMark } from "../status/status-mark.tsx";
import { Elapsed } from "../status/time.tsx";
import type { ActionFailure, RunView, StepView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Check, type Progress } from "./step-panel.tsx";

export interface HealthCheckProps {
  hasWorker: boolean;
  /** The newest run of Host health; null: none yet. */
  run: RunView | null;
  steps: readonly StepView[];
  failure: ActionFailure | null;
  onRun: () => void;
}

/** The first run, which proves that all of it works together. */
export function HealthCheck({ hasWorker, run, steps, failure, onRun }: HealthCheckProps) {
  if (run === null) {
    return (
      <Check
        progress={hasWorker ? "busy" : "later"}
        title={hasWorker ? "Host health is started…" : "Host health runs once a worker is ready."}
      >
        <ActionFailureNotice failure={failure} />
        {failure !== null && (
          <Button size="sm" className="self-start" onClick={onRun}>
            Try again
          </Button>
        )}
      </Check>
    );
  }
  const progress: Progress =
    run.status === "succeeded" ? "done" : run.status === "failed" || run.status === "cancelled" ? "problem" : "busy";
  return (
    <Check progress={progress} title="Host health, the first run, measures the worker's host.">
      <div className="rounded-md border border-line p-3" data-run={run.id}>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1" role="status">
          <RunStatusMark run={run} />
          <a href={`/runs/${run.id}`} className="font-medium text-accent hover:underline">
            Run {run.id}
          </a>
          {run.started_at !== null && <Elapsed from={run.started_at} to={run.finished_at} className="text-muted" />}
        </p>
        <ul className="mt-2 flex flex-col gap-1">
          {steps.map((step) => (
            <li key={step.step} className="flex items-center gap-2">
              <StepStatusMark status={step.status} compact />
              <span className="wrap-anywhere">{step.name}</span>
            </li>
          ))}
        </ul>
        {run.error !== null && <p className="wrap-anywhere mt-2 text-muted">{run.error}</p>}
      </div>
    </Check>
  );
}
