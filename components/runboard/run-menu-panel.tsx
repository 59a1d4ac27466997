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

type PanelProps = Pick<RunMenuProps, "places" | "otherLanes" | "onCancel"> &
  MenuProps & { onMove: (to: MoveTarget) => void; onAsk: (question: RunQuestion) => void };

/** What a queued run's menu holds. Not modal: the board behind it stays readable. */
export function RunMenuPanel({ trigger, places, otherLanes, onCancel, onMove, onAsk }: PanelProps) {
  return (
    <DropdownMenu defaultOpen modal={false}>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {places.map(({ label, to }) => (
          <DropdownMenuItem key={label} onSelect={() => onMove(to)}>
            {label}
          </DropdownMenuItem>
        ))}
        {otherLanes.length > 0 && (
          <>
            {places.length > 0 && <DropdownMenuSeparator />}
            <DropdownMenuLabel>Move to lane</DropdownMenuLabel>
            {otherLanes.map((lane) => (
              <DropdownMenuItem key={lane.id} onSelect={() => onMove({ lane_id: lane.id })}>
                {lane.name}
              </DropdownMenuItem>
            ))}
          </>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => onAsk("priority")}>Set priority…</DropdownMenuItem>
        {onCancel !== undefined && (
          <DropdownMenuItem danger onSelect={() => onAsk("cancel")}>
            Cancel run…
          </DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
