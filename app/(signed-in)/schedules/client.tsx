"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActionFailureNotice } from "../../../components/form/action-failure.tsx";
import { useAction } from "../../../components/form/use-action.ts";
import { DeleteScheduleDialog } from "../../../components/schedules/delete-schedule-dialog.tsx";
import { PauseScheduleDialog } from "../../../components/schedules/pause-schedule-dialog.tsx";
import { SchedulesTable } from "../../../components/schedules/schedules-table.tsx";
import { Page } from "../../../components/shell/page.tsx";
import { EmptyState } from "../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../components/states/error-state.tsx";
import { TableLoading } from "../../../components/states/loading.tsx";
import type { ScheduleView } from "../../../components/types.ts";
import { Button } from "../../../components/ui/button.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { actionResult } from "../../../lib/query/action-result.ts";
import { useFallbackInterval } from "../../../lib/realtime/use-connection.ts";
import { useDeleteSchedule } from "../../../lib/schedules/schedule-delete-mutation.ts";
import { scheduleListQuery } from "../../../lib/schedules/schedule-list-query.ts";
import { usePauseSchedule } from "../../../lib/schedules/schedule-pause-mutation.ts";
import { useResumeSchedule } from "../../../lib/schedules/schedule-resume-mutation.ts";
import { useRunScheduleNow } from "../../../lib/schedules/schedule-run-now-mutation.ts";
import { useScheduleChannel } from "../../../lib/schedules/use-schedule-channel.ts";
import { useWhyNot } from "../me.tsx";
import { readFailure } from "../read-failure.ts";
import { ScheduleEditor } from "./schedule-editor.tsx";
import { ScheduleOutlook } from "./schedule-outlook.tsx";

/** Which dialog is open, and for which schedule; null: a new one. */
type Open = { what: "edit"; schedule: ScheduleView | null } | { what: "pause" | "delete"; schedule: ScheduleView };

/** Joins the list of schedules with its commands. */
export function SchedulesClient() {
  const { connect } = useControlRoom();
  useScheduleChannel();
  const schedules = useQuery({ ...scheduleListQuery(connect), refetchInterval: useFallbackInterval() });
  const [open, setOpen] = useState<Open | null>(null);
  const pause = usePauseSchedule();
  const resume = useResumeSchedule();
  const remove = useDeleteSchedule();
  const runNow = useRunScheduleNow();
  const direct = useAction();
  const whyNot = useWhyNot();
  const close = (next: boolean) => void (next || setOpen(null));

  return (
    <Page
      title="Schedules"
      actions={
        <Button variant="primary" whyNot={whyNot} onClick={() => setOpen({ what: "edit", schedule: null })}>
          New schedule
        </Button>
      }
      bar={<ActionFailureNotice failure={direct.failure} />}
    >
      {schedules.data === undefined ? (
        schedules.error ? (
          <ErrorState {...readFailure(schedules.error)} onRetry={() => void schedules.refetch()} />
        ) : (
          <TableLoading what="the schedules" />
        )
      ) : schedules.data.length === 0 ? (
        <EmptyState title="No schedules yet">
          {whyNot === null ? "Create one to run a template by the clock." : "An operator can create one."}
        </EmptyState>
      ) : (
        <SchedulesTable
          schedules={schedules.data}
          whyNot={whyNot}
          details={(schedule) => <ScheduleOutlook schedule={schedule} />}
          runHref={(runId) => `/runs/${runId}`}
          runsHref={({ name }) => `/runs?by=${encodeURIComponent(`schedule:${name}`)}`}
          sessionHref={(sessionId) => `/sessions/${sessionId}`}
          onEdit={(schedule) => setOpen({ what: "edit", schedule })}
          onPause={(schedule) => setOpen({ what: "pause", schedule })}
          onDelete={(schedule) => setOpen({ what: "delete", schedule })}
          onResume={({ id }) => void direct.run(() => actionResult(resume.mutateAsync({ schedule_id: id })))}
          onRunNow={({ id }) => void direct.run(() => actionResult(runNow.mutateAsync({ schedule_id: id })))}
        />
      )}
      {open?.what === "edit" && (
        <ScheduleEditor
          schedule={open.schedule}
          current={schedules.data?.find(({ id }) => id === open.schedule?.id) ?? null}
          onOpenChange={close}
        />
      )}
      {open?.what === "pause" && (
        <PauseScheduleDialog
          name={open.schedule.name}
          onOpenChange={close}
          onPause={(note) => actionResult(pause.mutateAsync({ schedule_id: open.schedule.id, note }))}
        />
      )}
      {open?.what === "delete" && (
        <DeleteScheduleDialog
          name={open.schedule.name}
          onOpenChange={close}
          onDelete={() => actionResult(remove.mutateAsync({ schedule_id: open.schedule.id }))}
        />
      )}
    </Page>
  );
}
