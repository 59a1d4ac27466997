import { Check } from "lucide-react";
import { formatClock, formatDuration } from "../status/time.model.ts";
import { Elapsed } from "../status/time.tsx";
import type { RunView } from "../types.ts";
import { cn } from "../ui/cn.ts";
import { type CancelProgress, cancelPhases } from "./cancel.model.ts";

const words = { done: "text-muted", now: "font-medium text-warn", next: "text-muted" } as const;

/** How far a cancel has come, when each phase began and how long after the one before, and who asked. Nothing when nobody did. */
export function CancelPhases({ run, progress = null }: { run: RunView; progress?: CancelProgress | null }) {
  const phases = cancelPhases(run, progress);
  if (phases === null) return null;
  return (
    <div role="status" className="flex flex-col gap-1 text-sm" data-cancel-phases>
      <ol className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {phases.map((phase) => (
          <li
            key={phase.name}
            aria-current={phase.state === "now" ? "step" : undefined}
            data-phase={phase.name}
            className={cn("inline-flex items-center gap-1", words[phase.state])}
          >
            {phase.state === "done" ? (
              <Check aria-hidden className="size-3.5" />
            ) : (
              <span
                aria-hidden
                className={cn("size-2 rounded-full border border-current", phase.state === "now" && "bg-current")}
              />
            )}
            {phase.word}
            {phase.at !== null && <time dateTime={phase.at}>{formatClock(phase.at)}</time>}
            {phase.took !== null && <span>(+{sinceBefore(phase.took)})</span>}
            {phase.state === "now" && <Elapsed from={run.cancel_requested_at} />}
          </li>
        ))}
      </ol>
      <p className="wrap-anywhere text-muted">
        Asked by {run.cancel_requested_by ?? "someone"}
        {run.cancel_reason !== null && `: ${run.cancel_reason}`}
      </p>
    </div>
  );
}

/** Most phases follow at once: their milliseconds are what tells them apart. */
const sinceBefore = (took: number) => (took < 100 ? `${Math.round(took)} ms` : formatDuration(took));
