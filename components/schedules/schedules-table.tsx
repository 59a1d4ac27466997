"use client";
import type { ReactNode } from "react";
import type { ScheduleView } from "../types.ts";
import { ActionsHead, Table, TableHead } from "../ui/table.tsx";
import type { ScheduleActions } from "./schedule-menu.tsx";
import { ScheduleRow } from "./schedule-row.tsx";

export interface SchedulesTableProps extends ScheduleActions {
  schedules: readonly ScheduleView[];
  runHref: (runId: number) => string;
  /** The list of all its runs. */
  runsHref: (schedule: ScheduleView) => string;
  sessionHref: (sessionId: number) => string;
  /** What comes of a schedule next, in full. */
  details: (schedule: ScheduleView) => ReactNode;
}

/** Schedules, what comes first on top: when, what came of it last, and what can be done. On a phone the lesser columns leave. */
export function SchedulesTable({ schedules, ...row }: SchedulesTableProps) {
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
          <ScheduleRow key={schedule.id} schedule={schedule} {...row} />
        ))}
      </tbody>
    </Table>
  );
}
