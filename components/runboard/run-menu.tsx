"use client";
import { EllipsisVertical } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useAction } from "../form/use-action.ts";
import type { ActionFailure, ActionResult, RunView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";
import type { MoveTarget } from "./run-move.model.ts";
import type { LaneEnd, Place } from "./run-places.model.ts";

/** What a dialog asks before something is done with a run. */
export type RunQuestion = "priority" | "cancel";

export interface RunMenuCallbacks {
  onMoveRun: (runId: number, to: MoveTarget) => Promise<ActionResult>;
  onMoveToEnd: (run: RunView, end: LaneEnd) => Promise<ActionResult>;
  onSetPriority: (runId: number, priority: number) => Promise<ActionResult>;
}

export interface RunMenuProps extends RunMenuCallbacks {
  run: RunView;
  /** Places in its own lane, and the session's other lanes. */
  places: readonly Place[];
  otherLanes: readonly { id: number; name: string }[];
  /** Absent where the screen has a button for it. */
  onCancel?: ((reason: string | undefined) => Promise<ActionResult>) | undefined;
  /** A refusal of a move is shown by whoever has the room; null when one has begun. Absent where `onMoveRun` shows it. */
  onFailure?: (failure: ActionFailure | null) => void;
  /** Why this person may not; null: they may. */
  whyNot: string | null;
  className?: string;
}

const CancelRunDialog = lazy(async () => ({ default: (await import("./cancel-run-dialog.tsx")).CancelRunDialog }));
const PriorityDialog = lazy(async () => ({ default: (await import("./priority-dialog.tsx")).PriorityDialog }));
const load = () => import("./run-menu-panel.tsx");
const RunMenuPanel = lazy(async () => ({ default: (await load()).RunMenuPanel }));

/** What can be done with a queued run: another place, another lane, another priority, a cancel. */
export function RunMenu(props: RunMenuProps) {
  const { run, onMoveRun, onMoveToEnd, onSetPriority, onCancel, onFailure, className } = props;
  const [asking, setAsking] = useState<RunQuestion | null>(null);
  const action = useAction();
  const move = async (to: MoveTarget | LaneEnd) => {
    onFailure?.(null);
    await action.run(async () => {
      const result = await (typeof to === "string" ? onMoveToEnd(run, to) : onMoveRun(run.id, to));
      if (!result.ok) onFailure?.(result);
      return result;
    });
  };
  const close = (open: boolean) => setAsking(open ? asking : null);
  return (
    <>
      <MenuOnDemand
        prefetch={load}
        menu={(trigger) => (
          <RunMenuPanel {...props} trigger={trigger} onMove={(to) => void move(to)} onAsk={setAsking} />
        )}
        trigger={
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Move or change run ${run.id}`}
            busy={action.busy}
            className={className}
          >
            <EllipsisVertical aria-hidden />
          </Button>
        }
      />
      <Suspense>
        {asking === "priority" && (
          <PriorityDialog
            run={run}
            open
            onOpenChange={close}
            onSetPriority={(priority) => onSetPriority(run.id, priority)}
          />
        )}
        {asking === "cancel" && onCancel !== undefined && (
          <CancelRunDialog run={run} open onOpenChange={close} onCancel={onCancel} />
        )}
      </Suspense>
    </>
  );
}
