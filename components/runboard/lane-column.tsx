"use client";
import { Pause, Play, Plus } from "lucide-react";
import { useState } from "react";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import { Age } from "../status/time.tsx";
import type { ActionResult, LaneView } from "../types.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { ActiveRunCard } from "./active-run-card.tsx";
import { PauseLaneDialog } from "./pause-lane-dialog.tsx";
import { RunRow } from "./run-row.tsx";
import { capacityText, hiddenQueued, waitingReason } from "./runboard.model.ts";
import { WaitingText } from "./waiting-text.tsx";

export interface LaneCallbacks {
  runHref: (runId: number) => string;
  onStart: (lane: string) => void;
  onCancel: (runId: number, reason: string | undefined) => Promise<ActionResult>;
  onPause: (laneId: number, note: string) => Promise<ActionResult>;
  onResume: (laneId: number) => Promise<ActionResult>;
}

export interface LaneColumnProps extends LaneCallbacks {
  lane: LaneView;
  /** False for auditors and in an archived session. */
  canWrite: boolean;
  /** Null: not known. */
  liveWorkers: number | null;
}

/** One lane: what holds its slots, what is queued and why it waits, what ended last. */
export function LaneColumn(props: LaneColumnProps) {
  const { lane, canWrite, liveWorkers, runHref, onCancel } = props;
  const more = hiddenQueued(lane);
  const idle = lane.active.length === 0 && lane.queued_count === 0;
  return (
    <section
      aria-label={`Lane ${lane.name}`}
      className="flex min-w-0 flex-col rounded-lg border border-line bg-surface"
    >
      <LaneHeader {...props} />
      <div className="flex flex-col gap-3 p-3">
        {lane.active.map((run) => (
          <ActiveRunCard
            key={run.id}
            run={run}
            href={runHref(run.id)}
            canWrite={canWrite}
            onCancel={(reason) => onCancel(run.id, reason)}
          />
        ))}
        {idle && (
          <p className="rounded-md border border-line border-dashed px-3 py-4 text-center text-muted">
            {lane.paused_at === null ? "Nothing is running" : "Nothing starts while the lane is paused"}
          </p>
        )}
        {lane.queued.length > 0 && (
          <div>
            <h3 className="px-1.5 pb-1 text-muted text-sm">Queue</h3>
            <ol aria-label={`Queue of lane ${lane.name}`}>
              {lane.queued.map((run, position) => (
                <RunRow key={run.id} run={run} href={runHref(run.id)}>
                  <WaitingText reason={waitingReason(run, lane, position, liveWorkers)} />
                </RunRow>
              ))}
            </ol>
            {more > 0 && <p className="px-1.5 pt-1 text-muted text-sm">and {more} more</p>}
          </div>
        )}
        {lane.recent.length > 0 && (
          <div>
            <h3 className="px-1.5 pb-1 text-muted text-sm">Ended last</h3>
            <ul aria-label={`Runs of lane ${lane.name} that ended last`}>
              {lane.recent.map((run) => (
                <RunRow key={run.id} run={run} href={runHref(run.id)}>
                  {run.finished_at !== null && <Age at={run.finished_at} />}
                </RunRow>
              ))}
            </ul>
          </div>
        )}
      </div>
    </section>
  );
}

function LaneHeader({ lane, canWrite, onStart, onPause, onResume }: LaneColumnProps) {
  const [pausing, setPausing] = useState(false);
  const resume = useAction();
  const paused = lane.paused_at !== null;
  return (
    <header className="flex flex-col gap-2 border-line border-b px-3 py-2">
      <div className="flex items-center gap-2">
        <h2 className="truncate font-semibold">{lane.name}</h2>
        {paused && (
          <Badge tone="warn">
            <Pause aria-hidden />
            Paused
          </Badge>
        )}
        <p className="ml-auto flex shrink-0 gap-2 text-muted text-sm">
          <span>{capacityText(lane)}</span>
          <span data-queue-count={lane.queued_count}>{lane.queued_count} queued</span>
        </p>
        {canWrite && (
          <div className="flex shrink-0 gap-0.5">
            <Tooltip content={paused ? "Resume lane" : "Pause lane"}>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`${paused ? "Resume" : "Pause"} lane ${lane.name}`}
                busy={resume.busy}
                onClick={() => (paused ? void resume.run(() => onResume(lane.id)) : setPausing(true))}
              >
                {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
              </Button>
            </Tooltip>
            <Tooltip content="Start a run here">
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`Start a run in lane ${lane.name}`}
                onClick={() => onStart(lane.name)}
              >
                <Plus aria-hidden />
              </Button>
            </Tooltip>
          </div>
        )}
      </div>
      {lane.paused_at !== null && (
        <Notice tone="warn" title={lane.pause_note ?? "Paused"}>
          {lane.paused_by ?? "Someone"}, <Age at={lane.paused_at} />
        </Notice>
      )}
      <ActionFailureNotice failure={resume.failure} />
      <PauseLaneDialog
        lane={lane}
        open={pausing}
        onOpenChange={setPausing}
        onPause={(note) => onPause(lane.id, note)}
      />
    </header>
  );
}
