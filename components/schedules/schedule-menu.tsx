"use client";
import { EllipsisVertical, Pause, Pencil, Play, SkipForward, Trash2 } from "lucide-react";
import type { ScheduleView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";

export interface ScheduleActions {
  /** Why this person may not; null: they may. */
  whyNot: string | null;
  onEdit: (schedule: ScheduleView) => void;
  onRunNow: (schedule: ScheduleView) => void;
  onPause: (schedule: ScheduleView) => void;
  onResume: (schedule: ScheduleView) => void;
  onDelete: (schedule: ScheduleView) => void;
}

/** What can be done with one schedule. */
export function ScheduleMenu({ schedule, whyNot, ...actions }: ScheduleActions & { schedule: ScheduleView }) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={`Actions of ${schedule.name}`}>
          <EllipsisVertical aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" whyNot={whyNot}>
        <DropdownMenuItem whyNot={whyNot} onSelect={() => actions.onRunNow(schedule)}>
          <Play aria-hidden />
          Run now
        </DropdownMenuItem>
        <DropdownMenuItem whyNot={whyNot} onSelect={() => actions.onEdit(schedule)}>
          <Pencil aria-hidden />
          Edit
        </DropdownMenuItem>
        {schedule.paused_at === null ? (
          <DropdownMenuItem whyNot={whyNot} onSelect={() => actions.onPause(schedule)}>
            <Pause aria-hidden />
            Pause
          </DropdownMenuItem>
        ) : (
          <DropdownMenuItem whyNot={whyNot} onSelect={() => actions.onResume(schedule)}>
            <SkipForward aria-hidden />
            Resume
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        <DropdownMenuItem danger whyNot={whyNot} onSelect={() => actions.onDelete(schedule)}>
          <Trash2 aria-hidden />
          Delete
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
