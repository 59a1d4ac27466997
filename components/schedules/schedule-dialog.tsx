"use client";
import { lazy, Suspense } from "react";
import type { ErrorCode } from "../../supabase/functions/_shared/contracts/error-table.ts";
import type { CatchUp, Overlap } from "../../supabase/functions/_shared/contracts/schedule.ts";
import { TableLoading } from "../states/loading.tsx";
import type { ActionResult, JsonObject, ScheduleView, TemplateOption } from "../types.ts";
import { Dialog, DialogContent } from "../ui/dialog.tsx";

/** Apart, so that the list shows before the form and what checks it are loaded. */
const ScheduleForm = lazy(async () => ({ default: (await import("./schedule-form.tsx")).ScheduleForm }));

export interface ScheduleRequest {
  session_id: number;
  name: string;
  template: string;
  lane: string;
  parameters: JsonObject;
  cron: string;
  time_zone: string;
  catch_up: CatchUp;
  overlap: Overlap;
}

/** What comes of a cron and a zone: occurrences of that zone, or what is wrong. Null while nothing is known. */
export type Preview =
  | { occurrences: readonly string[]; timeZone: string }
  | { error: string; code?: ErrorCode | undefined }
  | null;

export interface ScheduleDialogProps {
  /** The one to change; null: a new one. */
  schedule: ScheduleView | null;
  /** The same as it is now; null: somebody has deleted it. */
  current: ScheduleView | null;
  /** Begins anew with the schedule as it is now. */
  onReload: (current: ScheduleView) => void;
  onOpenChange: (open: boolean) => void;
  /** Undefined while they are loading. */
  templates: readonly TemplateOption[] | undefined;
  sessions: readonly { id: number; name: string }[] | undefined;
  /** Of the session that is chosen; undefined while they are loading. */
  lanes: readonly { name: string }[] | undefined;
  sessionId: number | null;
  onSession: (sessionId: number) => void;
  preview: Preview;
  onTiming: (cron: string, timeZone: string) => void;
  /** A refusal names the field that it is about, where that is known: `name`, `cron`, `time_zone`. */
  onSave: (request: ScheduleRequest) => Promise<ActionResult>;
}

/** A new schedule, or another shape of one that there is. */
export function ScheduleDialog(props: ScheduleDialogProps) {
  const { schedule, onOpenChange, templates, sessions } = props;
  return (
    <Dialog open onOpenChange={onOpenChange}>
      <DialogContent
        title={schedule === null ? "New schedule" : `Edit ${schedule.name}`}
        description="Runs a template by the clock, with your rights."
        className="sm:max-w-xl"
      >
        {templates === undefined || sessions === undefined ? (
          <TableLoading what="the form" rows={6} />
        ) : (
          <Suspense fallback={<TableLoading what="the form" rows={6} />}>
            <ScheduleForm key={schedule?.revision} {...props} templates={templates} sessions={sessions} />
          </Suspense>
        )}
      </DialogContent>
    </Dialog>
  );
}
