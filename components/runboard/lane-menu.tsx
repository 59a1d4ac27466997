"use client";
import { EllipsisVertical } from "lucide-react";
import { useState } from "react";
import type { ActionResult, LaneView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import { LaneDialog, type LaneShape } from "./lane-dialog.tsx";

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
}

/** How a lane is shaped: its name and capacity, its place, a further lane, its removal. */
export function LaneMenu(props: LaneMenuProps) {
  const { lane, position, lanes, run, onChangeLane, onAddLane, onMoveLane, onRemoveLane } = props;
  const [open, setOpen] = useState<"change" | "add" | null>(null);
  const close = (next: boolean) => setOpen(next ? open : null);
  const unused = lane.active.length + lane.queued_count + lane.recent.length === 0;
  const change = (shape: LaneShape) =>
    onChangeLane(lane.id, {
      ...(shape.name !== lane.name && { name: shape.name }),
      ...(shape.capacity !== lane.capacity && { capacity: shape.capacity }),
    });
  return (
    <>
      <DropdownMenu modal={false}>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={`Shape lane ${lane.name}`}>
            <EllipsisVertical aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setOpen("change")}>Name and capacity…</DropdownMenuItem>
          {position > 1 && (
            <DropdownMenuItem onSelect={() => run(() => onMoveLane(lane.id, position - 1))}>Move left</DropdownMenuItem>
          )}
          {position < lanes && (
            <DropdownMenuItem onSelect={() => run(() => onMoveLane(lane.id, position + 1))}>
              Move right
            </DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => setOpen("add")}>Add a lane…</DropdownMenuItem>
          {unused && lanes > 1 && (
            <DropdownMenuItem danger onSelect={() => run(() => onRemoveLane(lane.id))}>
              Remove lane
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {open === "change" && <LaneDialog lane={lane} open onOpenChange={close} onSubmit={change} />}
      {open === "add" && <LaneDialog lane={null} open onOpenChange={close} onSubmit={onAddLane} />}
    </>
  );
}
