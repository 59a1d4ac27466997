"use client";
import { RotateCcw } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Cause } from "../../supabase/functions/_shared/contracts/explain.ts";
import { isFinal, standsStill } from "../../supabase/functions/_shared/contracts/run-states.ts";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import { CausesPanel } from "../run/causes-panel.tsx";
import { canCancel, canRetry } from "../runboard/cancel.model.ts";
import { CancelRunDialog } from "../runboard/cancel-run-dialog.tsx";
import { CauseLine } from "../runboard/cause-line.tsx";
import { StepProgressBar } from "../runboard/step-progress.tsx";
import { failureText } from "../status/status.model.ts";
import { RunStatusMark } from "../status/status-mark.tsx";
import { Elapsed } from "../status/time.tsx";
import type { ActionResult, RunProgress, RunView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Link } from "../ui/link.tsx";

export interface RunCardActions {
  /** Why this person may do nothing with it; null: they may. */
  whyNot: string | null;
  onCancel: (runId: number, reason: string | undefined) => Promise<ActionResult>;
  onRetry: (runId: number, from: "start" | "failed_step") => Promise<ActionResult>;
}

export interface RunCardProps extends RunCardActions {
  run: RunView;
  progress: RunProgress | null;
  /** Why it does not go on; undefined while unknown. */
  causes: readonly Cause[] | undefined;
  /** All causes in full, instead of the first in short and how many more there are. */
  explain?: boolean;
  /** What the run asks for, where it does. */
  children?: ReactNode;
}

/** A run as it is at this moment, wherever it is talked about. */
export function RunCard(props: RunCardProps) {
  const { run, progress, whyNot, causes, explain = false, onCancel, onRetry, children } = props;
  const [asking, setAsking] = useState(false);
  const retry = useAction();
  const stands = standsStill(run.status);
  return (
    <article
      aria-label={`Run ${run.id}, ${run.title}`}
      className="flex flex-col gap-2 rounded-md border border-line bg-raised px-3 py-2.5"
      data-run={run.id}
    >
      <div className="flex items-start justify-between gap-2">
        <h3 className="min-w-0 font-medium">
          <Link href={`/runs/${run.id}`} className="hover:underline">
            <span className="text-muted">{run.id}</span> <span className="wrap-anywhere">{run.title}</span>
          </Link>
        </h3>
        <RunStatusMark run={run} />
      </div>
      {progress !== null && !isFinal(run.status) && <StepProgressBar progress={progress} />}
      {run.failure_code !== null && (
        <p className="wrap-anywhere line-clamp-3 text-sm">
          {failureText(run.failure_code)}
          {run.error !== null && <span className="text-muted">: {run.error}</span>}
        </p>
      )}
      {explain && stands && causes !== undefined && <CausesPanel causes={causes} />}
      {children}
      <div className="flex min-h-6 items-center gap-3 text-muted text-sm">
        <span>Lane {run.lane}</span>
        {run.started_at !== null && <Elapsed from={run.started_at} to={run.finished_at} />}
        {!explain && stands && causes !== undefined && <CauseLine causes={causes} />}
        <div className="ml-auto">
          {canCancel(run) && (
            <Button variant="danger" size="sm" whyNot={whyNot} onClick={() => setAsking(true)}>
              Cancel<span className="sr-only"> run {run.id}</span>
            </Button>
          )}
          {canRetry(run) && (
            <Button
              size="sm"
              whyNot={whyNot}
              busy={retry.busy}
              onClick={() => void retry.run(() => onRetry(run.id, "start"))}
            >
              <RotateCcw aria-hidden />
              Retry<span className="sr-only"> run {run.id}</span>
            </Button>
          )}
        </div>
      </div>
      <ActionFailureNotice failure={retry.failure} />
      <CancelRunDialog
        run={run}
        open={asking}
        onOpenChange={setAsking}
        onCancel={(reason) => onCancel(run.id, reason)}
      />
    </article>
  );
}

/** A run whose card stands with a later line. */
export function RunMention({ run }: Pick<RunCardProps, "run">) {
  return (
    <p className="flex items-center gap-2 text-sm" data-run={run.id}>
      <RunStatusMark run={run} />
      <Link href={`/runs/${run.id}`} className="min-w-0 truncate hover:underline">
        <span className="text-muted">{run.id}</span> {run.title}
      </Link>
    </p>
  );
}
