"use client";
import { lazy, Suspense } from "react";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { Age } from "../status/time.tsx";
import type { ActionResult, LaneView } from "../types.ts";
import { cn } from "../ui/cn.ts";
import { ActiveRunCard } from "./active-run-card.tsx";
import { LaneHeader, type LaneHeaderCallbacks } from "./lane-header.tsx";
import { LaneQueue } from "./lane-queue.tsx";
import type { RunMenuCallbacks } from "./run-menu.tsx";
import { RunRow } from "./run-row.tsx";
import { causesOfActive, type Explained, isWide } from "./runboard.model.ts";
import type { RunDrag } from "./use-run-drag.ts";

/** Few sessions have a lane that wide. */
const ActiveRunRow = lazy(async () => ({ default: (await import("./active-run-row.tsx")).ActiveRunRow }));

export interface LaneCallbacks extends LaneHeaderCallbacks, RunMenuCallbacks {
  runHref: (runId: number) => string;
  /** The list of all runs that are queued in a lane. */
  queueHref: (lane: string) => string;
  onCancel: (runId: number, reason: string | undefined) => Promise<ActionResult>;
}

export interface LaneColumnProps extends LaneCallbacks {
  lane: LaneView;
  /** All lanes of the session, in their order. */
  lanes: readonly LaneView[];
  drag: RunDrag;
  explained: Explained;
  /** Why this person may change nothing here, an auditor or in an archived session; null: they may. */
  whyNot: string | null;
  /** Null: not known. */
  liveWorkers: number | null;
}

/** One lane: what holds its slots, what is queued and why it waits, what ended last. */
export function LaneColumn(props: LaneColumnProps) {
  const { lane, lanes, drag, whyNot, runHref, onCancel, explained } = props;
  const Active = isWide(lane) ? ActiveRunRow : ActiveRunCard;
  const idle = lane.active.length === 0 && lane.queued_count === 0;
  return (
    <section
      aria-label={`Lane ${lane.name}`}
      data-lane={lane.id}
      className={cn(
        "flex min-w-0 flex-col rounded-lg border border-line bg-surface",
        drag.gap?.lane_id === lane.id && "border-accent",
      )}
    >
      <LaneHeader {...props} position={lanes.indexOf(lane) + 1} lanes={lanes.length} />
      <div className="flex flex-col gap-3 p-3">
        {lane.active.length > 0 && (
          <div className={isWide(lane) ? "flex flex-col" : "flex flex-col gap-3"}>
            <Suspense>
              {lane.active.map((run) => (
                <Active
                  key={run.id}
                  run={run}
                  href={runHref(run.id)}
                  whyNot={whyNot}
                  causes={causesOfActive(run, explained)}
                  onCancel={onCancel}
                />
              ))}
            </Suspense>
          </div>
        )}
        {idle && (
          <p className="rounded-md border border-line border-dashed px-3 py-4 text-center text-muted">
            {lane.paused_at === null ? "Nothing is running" : "Nothing starts while the lane is paused"}
          </p>
        )}
        <ActionFailureNotice failure={drag.refused?.laneId === lane.id ? drag.refused.failure : null} />
        {lane.queued.length > 0 && <LaneQueue {...props} />}
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
