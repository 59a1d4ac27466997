"use client";
import type { RunView } from "../types.ts";
import { Link } from "../ui/link.tsx";
import { CauseLine } from "./cause-line.tsx";
import { guessedCauses } from "./guessed-causes.model.ts";
import type { LaneColumnProps } from "./lane-column.tsx";
import { rowCauses } from "./row-cause.model.ts";
import { RunMenu } from "./run-menu.tsx";
import { placesOf } from "./run-places.model.ts";
import { type QueuedRow, RunRow } from "./run-row.tsx";
import { hiddenQueued } from "./runboard.model.ts";

/** Which of a queue's runs shows where the gap `at` is, and on which side. */
function markAt(queue: readonly RunView[], position: number, at: number): QueuedRow["mark"] {
  if (position < 0) return null;
  if (position === at) return "before";
  return position === queue.length - 1 && at === queue.length ? "after" : null;
}

/** What waits in a lane, in the order in which it is taken, and why. */
export function LaneQueue(props: LaneColumnProps) {
  const { lane, lanes, drag, whyNot, liveWorkers, explained, runHref, queueHref, onCancel } = props;
  const more = hiddenQueued(lane);
  const otherLanes = lanes.filter((other) => other.id !== lane.id);
  const others = lane.queued.filter(({ id }) => id !== drag.held?.runId);
  const at = drag.gap?.lane_id === lane.id ? drag.gap.at : null;
  const causesOf = (run: RunView, position: number) =>
    explained[run.id] ?? guessedCauses(run, lane, position, liveWorkers);
  const [head] = lane.queued;
  const causesOfHead = head === undefined ? [] : causesOf(head, 0);
  return (
    <div>
      <h3 className="px-1.5 pb-1 text-muted text-sm">Queue</h3>
      <ol aria-label={`Queue of lane ${lane.name}`}>
        {lane.queued.map((run, position) => {
          const told = rowCauses(causesOf(run, position), position === 0 ? [] : causesOfHead);
          return (
            <RunRow
              key={run.id}
              run={run}
              href={runHref(run.id)}
              queue={{
                movable: whyNot === null,
                held: run.id === drag.held?.runId,
                mark: at === null ? null : markAt(others, others.indexOf(run), at),
              }}
              menu={
                <RunMenu
                  {...props}
                  run={run}
                  places={placesOf(lane.queued, position, lane.queued_count)}
                  otherLanes={otherLanes}
                  onCancel={(reason) => onCancel(run.id, reason)}
                />
              }
            >
              {told.causes.length > 0 ? (
                <CauseLine {...told} />
              ) : run.id in explained || position === 0 ? (
                "next"
              ) : (
                `place ${position + 1}`
              )}
            </RunRow>
          );
        })}
      </ol>
      {more > 0 && (
        <p className="px-1.5 pt-1 text-muted text-sm">
          <Link href={queueHref(lane.name)} className="hover:underline">
            and {more} more<span className="sr-only"> queued in lane {lane.name}</span>
          </Link>
        </p>
      )}
    </div>
  );
}
