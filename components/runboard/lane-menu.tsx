"use client";
import { EllipsisVertical } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { ActionResult, LaneView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";
import type { LaneShape } from "./lane-dialog.tsx";

export interface LaneMenuCallbacks {
  onChangeLane: (laneId: number, shape: Partial<LaneShape>) => Promise<ActionResult>;
  onAddLane: (shape: LaneShape) => Promise<ActionResult>;
  /** `position` counts from 1. */
  onMoveLane: (laneId: number, position: number) => Promise<ActionResult>;
  onRemoveLane: (laneId: number) => Promise<ActionResult>;
}

export interface LaneMenuProps extends LaneMenuCallbacks {
  lane: LaneView;
  /** Its place among the session's lanes, from 1, and how many there are. */
  position: number;
  lanes: number;
  /** Runs a change and keeps its refusal for the lane's head. */
  run: (action: () => Promise<ActionResult>) => void;
  /** Why this person may not; null: they may. */
  whyNot: string | null;
}

/** What a dialog asks: how this lane, or a further one, is to be. */
export type LaneQuestion = "change" | "add";

const LaneDialog = lazy(async () => ({ default: (await import("./lane-dialog.tsx")).LaneDialog }));
const load = () => import("./lane-menu-panel.tsx");
const LaneMenuPanel = lazy(async () => ({ default: (await load()).LaneMenuPanel }));

/** How a lane is shaped: its name and capacity, its place, a further lane, its removal. */
export function LaneMenu(props: LaneMenuProps) {
  const { lane, onChangeLane, onAddLane } = props;
  const [open, setOpen] = useState<LaneQuestion | null>(null);
  const close = (next: boolean) => setOpen(next ? open : null);
  const change = (shape: LaneShape) =>
    onChangeLane(lane.id, {
      ...(shape.name !== lane.name && { name: shape.name }),
      ...(shape.capacity !== lane.capacity && { capacity: shape.capacity }),
    });
  return (
    <>
      <MenuOnDemand
        prefetch={load}
        menu={(trigger) => <LaneMenuPanel {...props} trigger={trigger} onAsk={setOpen} />}
        trigger={
          <Button variant="ghost" size="icon-sm" aria-label={`Shape lane ${lane.name}`}>
            <EllipsisVertical aria-hidden />
          </Button>
        }
      />
      <Suspense>
        {open === "change" && <LaneDialog lane={lane} open onOpenChange={close} onSubmit={change} />}
        {open === "add" && <LaneDialog lane={null} open onOpenChange={close} onSubmit={onAddLane} />}
      </Suspense>
    </>
  );
}
