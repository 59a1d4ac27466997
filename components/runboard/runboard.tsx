"use client";
import { useShortcuts } from "../shortcuts/shortcuts.tsx";
import type { LaneView } from "../types.ts";
import { DragStatus } from "./drag-status.tsx";
import { type LaneCallbacks, LaneColumn } from "./lane-column.tsx";
import type { Explained } from "./runboard.model.ts";
import { useRunDrag } from "./use-run-drag.ts";

export interface RunboardProps extends LaneCallbacks {
  lanes: readonly LaneView[];
  /** Why this person may change nothing here; null: they may. */
  whyNot: string | null;
  /** Opens the list of templates. */
  onQuickStart: () => void;
  liveWorkers: number | null;
  explained: Explained;
}

/** The lanes of a session side by side; under each other where there is no room. Queued runs are dragged within and across them. */
export function Runboard({ lanes, onMoveRun, onQuickStart, ...rest }: RunboardProps) {
  const whyNot = rest.whyNot === null ? null : { ok: false as const, message: rest.whyNot };
  const drag = useRunDrag({ lanes, whyNot, onMoveRun });
  const shortcuts = [
    { keys: ["n"], does: "Start a run: Enter takes the template that ran last", run: onQuickStart },
    { keys: ["Space"], does: "Lift the queued run that has the focus; arrows move it" },
  ];
  useShortcuts("Runboard", rest.whyNot === null ? shortcuts : []);
  return (
    <div
      {...drag.boardProps}
      className="grid items-start gap-3 p-3 sm:grid-cols-[repeat(auto-fill,minmax(18rem,1fr))] sm:p-4"
    >
      {drag.lanes.map((lane) => (
        <LaneColumn key={lane.id} lane={lane} lanes={drag.lanes} drag={drag} onMoveRun={drag.move} {...rest} />
      ))}
      <DragStatus {...drag} />
    </div>
  );
}
