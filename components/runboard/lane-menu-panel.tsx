"use client";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import type { LaneMenuProps, LaneQuestion } from "./lane-menu.tsx";

const hasRuns = "It has had runs, which stay in it. Pause it instead.";

type PanelProps = LaneMenuProps & MenuProps & { onAsk: (question: LaneQuestion) => void };

/** What a lane's menu holds. Not modal: the board behind it stays readable. */
export function LaneMenuPanel(props: PanelProps) {
  const { trigger, lane, position, lanes, run, whyNot, onMoveLane, onRemoveLane, onAsk } = props;
  // As far as the board knows; a lane that had a run long ago is refused by name.
  const unused = lane.active.length + lane.queued_count + lane.recent.length === 0;
  const moveTo = (place: number) => run(() => onMoveLane(lane.id, place));
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="end" whyNot={whyNot}>
        {whyNot !== null && (
          <>
            <DropdownMenuItem whyNot={whyNot}>Start a run here…</DropdownMenuItem>
            <DropdownMenuItem whyNot={whyNot}>
              {lane.paused_at === null ? "Pause lane…" : "Resume lane"}
            </DropdownMenuItem>
          </>
        )}
        <DropdownMenuItem whyNot={whyNot} onSelect={() => onAsk("change")}>
          Name and capacity…
        </DropdownMenuItem>
        {position > 1 && (
          <DropdownMenuItem whyNot={whyNot} onSelect={() => moveTo(position - 1)}>
            Move left
          </DropdownMenuItem>
        )}
        {position < lanes && (
          <DropdownMenuItem whyNot={whyNot} onSelect={() => moveTo(position + 1)}>
            Move right
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuItem whyNot={whyNot} onSelect={() => onAsk("add")}>
          Add a lane…
        </DropdownMenuItem>
        {lanes > 1 && (
          <DropdownMenuItem
            danger
            whyNot={whyNot ?? (unused ? null : hasRuns)}
            onSelect={() => run(() => onRemoveLane(lane.id))}
          >
            Remove lane
          </DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
