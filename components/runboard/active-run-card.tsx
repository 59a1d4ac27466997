"use client";
import { lazy, memo, Suspense } from "react";
import type { Cause } from "../../supabase/functions/_shared/contracts/explain.ts";
import { Heartbeat } from "../status/heartbeat.tsx";
import { RunStatusMark } from "../status/status-mark.tsx";
import { Elapsed } from "../status/time.tsx";
import type { ActionResult, ActiveRunView } from "../types.ts";
import { Link } from "../ui/link.tsx";
import { CancelButton } from "./cancel-button.tsx";
import { CauseLine } from "./cause-line.tsx";
import { StepProgressBar } from "./step-progress.tsx";

const CancelPhases = lazy(async () => ({ default: (await import("./cancel-phases.tsx")).CancelPhases }));

export interface ActiveRunCardProps {
  run: ActiveRunView;
  href: string;
  /** Why this person may not cancel it; null: they may. */
  whyNot: string | null;
  /** Why it does not go on, where it waits or has not started; else empty. */
  causes: readonly Cause[];
  onCancel: (runId: number, reason: string | undefined) => Promise<ActionResult>;
}

/** A run that holds a slot: step n of m, how long, on which worker, and the way to stop it. */
export const ActiveRunCard = memo(function ActiveRunCard({ run, href, whyNot, causes, onCancel }: ActiveRunCardProps) {
  return (
    <article
      aria-label={`Run ${run.id}, ${run.title}`}
      className="relative flex flex-col gap-2 rounded-md border border-line bg-raised p-(--card-padding)"
      data-run={run.id}
    >
      <div className="flex items-start justify-between gap-2">
        <h3 className="min-w-0 font-medium">
          <Link href={href} className="whole after:rounded-md hover:underline">
            <span className="text-muted">{run.id}</span> <span className="wrap-anywhere">{run.title}</span>
          </Link>
        </h3>
        <RunStatusMark run={run} />
      </div>
      <StepProgressBar progress={run.progress} />
      <div className="flex min-h-6 items-center justify-between gap-2">
        <div className="flex min-w-0 items-center gap-3 text-sm">
          <Elapsed from={run.started_at ?? run.created_at} className="shrink-0 font-medium" />
          {run.worker !== null && <Heartbeat at={run.worker.last_seen_at} name={run.worker.name} />}
          {run.attempt > 1 && <span className="shrink-0 text-muted">attempt {run.attempt}</span>}
        </div>
        <CancelButton run={run} whyNot={whyNot} onCancel={(reason) => onCancel(run.id, reason)} />
      </div>
      {causes.length > 0 && (
        <div className="text-muted text-sm">
          <CauseLine causes={causes} wrap />
        </div>
      )}
      {run.cancel_requested_at !== null && (
        <Suspense>
          <CancelPhases run={run} />
        </Suspense>
      )}
    </article>
  );
});
