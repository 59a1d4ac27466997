"use client";
import { ChevronRight, Pause } from "lucide-react";
import { useId, useState } from "react";
import { formatOccurrence } from "../../supabase/functions/_shared/contracts/occurrence-text.ts";
import { LastRun } from "../status/last-run.tsx";
import { Until } from "../status/time.tsx";
import type { ScheduleView } from "../types.ts";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";
import { Link } from "../ui/link.tsx";
import { TableCell, TableRow } from "../ui/table.tsx";
import { cronWords } from "./cron-words.model.ts";
import { ScheduleMenu } from "./schedule-menu.tsx";
import type { SchedulesTableProps } from "./schedules-table.tsx";

type ScheduleRowProps = Omit<SchedulesTableProps, "schedules"> & { schedule: ScheduleView };

/** One schedule: a row, and beneath it the details, unfolded by whoever reads it. */
export function ScheduleRow(props: ScheduleRowProps) {
  const { schedule, runHref, runsHref, sessionHref, details } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  const words = cronWords(schedule.cron);
  return (
    <>
      <TableRow id={`schedule-${schedule.id}`} data-schedule={schedule.id} className="target:bg-accent-soft">
        <TableCell className="max-w-0 sm:min-w-56">
          <div className="py-1.5">
            <div className="flex items-center gap-2">
              <button
                type="button"
                aria-label={`Details of ${schedule.name}`}
                aria-expanded={open}
                aria-controls={open ? id : undefined}
                onClick={() => setOpen(!open)}
                className="-ml-1 shrink-0 rounded-sm hover:bg-hover"
              >
                <ChevronRight aria-hidden className={cn("size-4", open && "rotate-90")} />
              </button>
              <Link href={runsHref(schedule)} className="truncate font-medium -outline-offset-2 hover:underline">
                {schedule.name}
              </Link>
              {schedule.paused_at !== null && (
                <Badge tone="warn">
                  <Pause aria-hidden />
                  Paused
                </Badge>
              )}
            </div>
            <p className="truncate text-muted text-sm">{schedule.template}</p>
            <ScheduleNote schedule={schedule} />
          </div>
        </TableCell>
        <TableCell className="hidden md:table-cell">
          <Link href={sessionHref(schedule.session_id)} className="block max-w-40 truncate hover:underline">
            {schedule.session_name}
          </Link>
          <span className="text-muted text-sm">lane {schedule.lane}</span>
        </TableCell>
        <TableCell className="hidden whitespace-normal sm:table-cell">
          {words !== null && <span className="block min-w-36 max-w-56">{words}</span>}
          <span className="whitespace-nowrap text-muted text-sm">
            <code className="font-mono">{schedule.cron}</code>, {schedule.time_zone}
          </span>
        </TableCell>
        <TableCell className="whitespace-nowrap text-right">
          {schedule.next_at === null ? (
            <span className="text-muted">–</span>
          ) : (
            <>
              <Until at={schedule.next_at} />
              <span className="hidden text-muted text-sm lg:block">
                {formatOccurrence(schedule.next_at, schedule.time_zone)}
              </span>
            </>
          )}
        </TableCell>
        <TableCell className="whitespace-nowrap">
          <LastRun run={schedule.last_run} href={runHref} ageClassName="sm:inline" />
        </TableCell>
        <TableCell className="w-0">
          <ScheduleMenu {...props} />
        </TableCell>
      </TableRow>
      {open && (
        <TableRow id={id}>
          <TableCell colSpan={6} className="bg-sunken py-3 whitespace-normal">
            {details(schedule)}
          </TableCell>
        </TableRow>
      )}
    </>
  );
}

/** Who paused it and why; else what was special about its last occurrence. */
function ScheduleNote({ schedule }: { schedule: ScheduleView }) {
  const note = schedule.paused_at === null ? schedule.last_note : `${schedule.paused_by}: ${schedule.pause_note}`;
  if (note === null) return null;
  return <p className="wrap-anywhere text-muted text-sm">{note}</p>;
}
