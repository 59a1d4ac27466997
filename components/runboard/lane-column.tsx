"use client";
import { useState } from "react";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import type { ActionFailure } from "../form/use-action.ts";
import { Age } from "../status/time.tsx";
import type { ActionResult, LaneView } from "../types.ts";
import { ActiveRunCard } from "./active-run-card.tsx";
import { CauseLine } from "./cause-line.tsx";
import { LaneHeader, type LaneHeaderCallbacks } from "./lane-header.tsx";
import { OutcomeSparkline } from "./outcome-sparkline.tsx";
import { RunMenu, type RunMenuCallbacks } from "./run-menu.tsx";
import { placesOf } from "./run-places.model.ts";
import { RunRow } from "./run-row.tsx";
import { type Explained, firstCause, hiddenQueued } from "./runboard.model.ts";

export interface LaneCallbacks extends LaneHeaderCallbacks, RunMenuCallbacks {
  runHref: (runId: number) => string;
  onCancel: (runId: number, reason: string | undefined) => Promise<ActionResult>;
}

export interface LaneColumnProps extends LaneCallbacks {
  lane: LaneView;
  /** All lanes of the session, in their order. */
  lanes: readonly LaneView[];
  explained: Explained;
  /** False for auditors and in an archived session. */
  canWrite: boolean;
  /** Null: not known. */
  liveWorkers: number | null;
}

/** One lane: what holds its slots, what is queued and why it waits, what ended last. */
export function LaneColumn(props: LaneColumnProps) {
  const { lane, lanes, canWrite, runHref, onCancel, explained } = props;
  const idle = lane.active.length === 0 && lane.queued_count === 0;
  return (
    <section
      aria-label={`Lane ${lane.name}`}
      className="flex min-w-0 flex-col rounded-lg border border-line bg-surface"
    >
      <LaneHeader {...props} position={lanes.indexOf(lane) + 1} lanes={lanes.length} />
      <div className="flex flex-col gap-3 p-3">
        {lane.active.map((run) => (
          <ActiveRunCard
            key={run.id}
            run={run}
            href={runHref(run.id)}
            canWrite={canWrite}
            cause={explained[run.id]?.[0] ?? null}
            onCancel={(reason) => onCancel(run.id, reason)}
          />
        ))}
        {idle && (
          <p className="rounded-md border border-line border-dashed px-3 py-4 text-center text-muted">
            {lane.paused_at === null ? "Nothing is running" : "Nothing starts while the lane is paused"}
          </p>
        )}
        {lane.queued.length > 0 && <LaneQueue {...props} />}
        {lane.recent.length > 0 && (
          <div>
            <div className="flex items-center justify-between gap-2 px-1.5 pb-1">
              <h3 className="text-muted text-sm">Ended last</h3>
              <OutcomeSparkline outcomes={lane.outcomes} />
            </div>
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

function LaneQueue(props: LaneColumnProps) {
  const { lane, lanes, canWrite, liveWorkers, explained, runHref, onCancel } = props;
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const more = hiddenQueued(lane);
  const otherLanes = lanes.filter((other) => other.id !== lane.id);
  return (
    <div>
      <h3 className="px-1.5 pb-1 text-muted text-sm">Queue</h3>
      <ActionFailureNotice failure={failure} />
      <ol aria-label={`Queue of lane ${lane.name}`}>
        {lane.queued.map((run, position) => {
          const cause = firstCause(run, lane, position, liveWorkers, explained[run.id]);
          const menu = canWrite && (
            <RunMenu
              {...props}
              run={run}
              places={placesOf(lane.queued, position, lane.queued_count)}
              otherLanes={otherLanes}
              onCancel={(reason) => onCancel(run.id, reason)}
              onFailure={setFailure}
            />
          );
          return (
            <RunRow key={run.id} run={run} href={runHref(run.id)} menu={menu}>
              {cause === null ? "next" : <CauseLine cause={cause} />}
            </RunRow>
          );
        })}
      </ol>
      {more > 0 && <p className="px-1.5 pt-1 text-muted text-sm">and {more} more</p>}
    </div>
  );
}
