"use client";
import type { LaneView } from "../types.ts";
import { type LaneCallbacks, LaneColumn } from "./lane-column.tsx";
import type { Explained } from "./runboard.model.ts";

export interface RunboardProps extends LaneCallbacks {
  lanes: readonly LaneView[];
  canWrite: boolean;
  liveWorkers: number | null;
  explained: Explained;
}

/** The lanes of a session side by side; under each other where there is no room. */
export function Runboard({ lanes, ...rest }: RunboardProps) {
  return (
    <div className="grid items-start gap-3 p-3 sm:grid-cols-[repeat(auto-fill,minmax(19rem,1fr))] sm:p-4">
      {lanes.map((lane) => (
        <LaneColumn key={lane.id} lane={lane} lanes={lanes} {...rest} />
      ))}
    </div>
  );
}
