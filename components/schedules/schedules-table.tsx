"use client";
import { Pause } from "lucide-react";
import { LastRun } from "../status/last-run.tsx";
import { Until } from "../status/time.tsx";
import type { ScheduleView } from "../types.ts";
import { Badge } from "../ui/badge.tsx";
import { Link } from "../ui/link.tsx";
import { ActionsHead, Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import { formatOccurrence } from "./schedule.model.ts";
import { type ScheduleActions, ScheduleMenu } from "./schedule-menu.tsx";

export interface SchedulesTableProps extends ScheduleActions {
  schedules: readonly ScheduleView[];
  runHref: (runId: number) => string;
  /** The list of all its runs. */
  runsHref: (schedule: ScheduleView) => string;
  sessionHref: (sessionId: number) => string;
}

/** Schedules, what comes first on top: when, what came of it last, and what can be done. On a phone the lesser columns leave. */
export function SchedulesTable({ schedules, runHref, runsHref, sessionHref, ...actions }: SchedulesTableProps) {
  return (
    <Table aria-label="Schedules">
      <thead>
        <tr>
          <TableHead className="w-full">Schedule</TableHead>
          <TableHead className="hidden md:table-cell">Session</TableHead>
          <TableHead className="hidden sm:table-cell">When</TableHead>
          <TableHead className="text-right">Next</TableHead>
          <TableHead>Last run</TableHead>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {schedules.map((schedule) => (
          <TableRow key={schedule.id} data-schedule={schedule.id}>
            <TableCell className="max-w-0 sm:min-w-56">
              <div className="py-1.5">
                <div className="flex items-center gap-2">
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
            <TableCell className="hidden whitespace-nowrap sm:table-cell">
              <code className="block font-mono text-sm">{schedule.cron}</code>
              <span className="text-muted text-sm">{schedule.time_zone}</span>
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
              <ScheduleMenu schedule={schedule} {...actions} />
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

/** Who paused it and why; else what was special about its last occurrence. */
function ScheduleNote({ schedule }: { schedule: ScheduleView }) {
  const note = schedule.paused_at === null ? schedule.last_note : `${schedule.paused_by}: ${schedule.pause_note}`;
  if (note === null) return null;
  return <p className="wrap-anywhere text-muted text-sm">{note}</p>;
}
