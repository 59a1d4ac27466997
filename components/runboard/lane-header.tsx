"use client";
import { Pause, Play, Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import { countText } from "../session/count-text.ts";
import { Age } from "../status/time.tsx";
import type { ActionResult, LaneView } from "../types.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Link } from "../ui/link.tsx";
import { Notice } from "../ui/notice.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { LaneMenu, type LaneMenuCallbacks } from "./lane-menu.tsx";
import { OutcomeSparkline } from "./outcome-sparkline.tsx";
import { capacityText } from "./runboard.model.ts";

const PauseLaneDialog = lazy(async () => ({ default: (await import("./pause-lane-dialog.tsx")).PauseLaneDialog }));

export interface LaneHeaderCallbacks extends LaneMenuCallbacks {
  /** Where waiting approvals are decided. */
  approvalsHref: string;
  onStart: (lane: string) => void;
  onPause: (laneId: number, note: string) => Promise<ActionResult>;
  onResume: (laneId: number) => Promise<ActionResult>;
}

export interface LaneHeaderProps extends LaneHeaderCallbacks {
  lane: LaneView;
  /** Its place among the session's lanes, from 1, and how many there are. */
  position: number;
  lanes: number;
  /** Why this person may not; null: they may. */
  whyNot: string | null;
}

/** A lane's name, its slots, queue, waiting approvals and last results, who paused it, and what can be done with it. */
export function LaneHeader(props: LaneHeaderProps) {
  const { lane, whyNot, approvalsHref, onStart, onPause, onResume } = props;
  const [pausing, setPausing] = useState(false);
  const action = useAction();
  const paused = lane.paused_at !== null;
  return (
    <header className="flex flex-col gap-1.5 border-line border-b px-3 py-2">
      <div className="flex min-h-6 items-center gap-2">
        <h2 className="truncate font-semibold">{lane.name}</h2>
        {paused && (
          <Badge tone="warn">
            <Pause aria-hidden />
            Paused
          </Badge>
        )}
        <div className="ml-auto flex shrink-0 gap-0.5">
          {/* Whoever only reads finds these in the menu, with the reason. */}
          {whyNot === null && (
            <>
              <Tooltip content={paused ? "Resume lane" : "Pause lane"}>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`${paused ? "Resume" : "Pause"} lane ${lane.name}`}
                  busy={action.busy}
                  onClick={() => (paused ? void action.run(() => onResume(lane.id)) : setPausing(true))}
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
            </>
          )}
          <LaneMenu {...props} run={(change) => void action.run(change)} />
        </div>
      </div>
      <div className="flex h-4 items-center justify-between gap-2">
        <p className="flex min-w-0 gap-2 whitespace-nowrap text-muted text-sm">
          <span>{capacityText(lane)}</span>
          <span data-queue-count={lane.queued_count}>{lane.queued_count} queued</span>
          {lane.approvals_count > 0 && (
            <Link href={approvalsHref} className="truncate font-medium text-warn hover:underline">
              {countText(lane.approvals_count, "approval")}
            </Link>
          )}
        </p>
        <OutcomeSparkline outcomes={lane.outcomes} />
      </div>
      {lane.paused_at !== null && (
        <Notice tone="warn" title={lane.pause_note ?? "Paused"}>
          {lane.paused_by ?? "Someone"}, <Age at={lane.paused_at} />
        </Notice>
      )}
      <ActionFailureNotice failure={action.failure} />
      {pausing && (
        <Suspense>
          <PauseLaneDialog lane={lane} open onOpenChange={setPausing} onPause={(note) => onPause(lane.id, note)} />
        </Suspense>
      )}
    </header>
  );
}
