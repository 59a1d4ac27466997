"use client";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import type { RunMenuProps, RunQuestion } from "./run-menu.tsx";
import type { MoveTarget } from "./run-move.model.ts";
import type { LaneEnd } from "./run-places.model.ts";

type PanelProps = Pick<RunMenuProps, "places" | "otherLanes" | "onCancel" | "whyNot"> &
  MenuProps & { onMove: (to: MoveTarget | LaneEnd) => void; onAsk: (question: RunQuestion) => void };

/** What a queued run's menu holds. Not modal: the board behind it stays readable. */
export function RunMenuPanel({ trigger, places, otherLanes, onCancel, whyNot, onMove, onAsk }: PanelProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end" whyNot={whyNot}>
        {places.map(({ label, to }) => (
          <DropdownMenuItem key={label} whyNot={whyNot} onSelect={() => onMove(to)}>
            {label}
          </DropdownMenuItem>
        ))}
        {otherLanes.length > 0 && (
          <>
            {places.length > 0 && <DropdownMenuSeparator />}
            <DropdownMenuLabel>Move to lane</DropdownMenuLabel>
            {otherLanes.map((lane) => (
              <DropdownMenuItem key={lane.id} whyNot={whyNot} onSelect={() => onMove({ lane_id: lane.id })}>
                {lane.name}
              </DropdownMenuItem>
            ))}
          </>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuItem whyNot={whyNot} onSelect={() => onAsk("priority")}>
          Set priority…
        </DropdownMenuItem>
        {onCancel !== undefined && (
          <DropdownMenuItem danger whyNot={whyNot} onSelect={() => onAsk("cancel")}>
            Cancel run…
          </DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
