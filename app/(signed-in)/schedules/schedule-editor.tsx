"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { wrongTiming } from "../../../components/schedules/schedule.model.ts";
import {
  type Preview,
  ScheduleDialog,
  type ScheduleDialogProps,
  type ScheduleRequest,
} from "../../../components/schedules/schedule-dialog.tsx";
import type { ActionResult } from "../../../components/types.ts";
import { useControlRoom } from "../../../lib/context.ts";
import { actionResult } from "../../../lib/query/action-result.ts";
import { useCreateSchedule } from "../../../lib/schedules/schedule-create-mutation.ts";
import { schedulePreviewQuery } from "../../../lib/schedules/schedule-preview-query.ts";
import { useUpdateSchedule } from "../../../lib/schedules/schedule-update-mutation.ts";
import { sessionListQuery } from "../../../lib/sessions/session-list-query.ts";
import { sessionQuery } from "../../../lib/sessions/session-query.ts";
import { templateListQuery } from "../../../lib/templates/template-list-query.ts";
import { previewOf } from "./preview-of.ts";

/** Milliseconds after the last key until the occurrences are asked for. */
const pauseMs = 250;

/** Joins the dialog of one schedule with what it chooses from and how it is saved. */
export function ScheduleEditor(props: Pick<ScheduleDialogProps, "schedule" | "current" | "onOpenChange">) {
  const { current, onOpenChange } = props;
  const [schedule, setSchedule] = useState(props.schedule);
  const { connect, ops } = useControlRoom();
  const templates = useQuery(templateListQuery(connect));
  const sessions = useQuery(sessionListQuery(connect, false));
  const [chosen, setChosen] = useState<number | null>(schedule?.session_id ?? null);
  const sessionId = chosen ?? sessions.data?.[0]?.id ?? null;
  const session = useQuery({ ...sessionQuery(connect, sessionId ?? 0), enabled: sessionId !== null });
  const [timing, setTiming] = useState({ cron: schedule?.cron ?? "", timeZone: schedule?.time_zone ?? "" });
  const preview = usePreview(timing, ops);
  const create = useCreateSchedule();
  const update = useUpdateSchedule();
  const cache = useQueryClient();

  const save = ({ session_id, ...definition }: ScheduleRequest) =>
    schedule === null
      ? create.mutateAsync({ session_id, ...definition })
      : update.mutateAsync({ schedule_id: schedule.id, base_revision: schedule.revision, ...definition });
  const saved = async (request: ScheduleRequest): Promise<ActionResult> => {
    const result = await actionResult(save(request));
    if (result.ok || (result.code !== "name_taken" && result.code !== "invalid_input")) return result;
    if (result.code === "name_taken") return { ...result, field: "name" };
    // Whether it is the times that are wrong, the preview of the same tells.
    const { cron, time_zone } = request;
    const times = await actionResult(cache.fetchQuery(schedulePreviewQuery(ops, cron, time_zone)));
    const wrong = !times.ok && times.code === "invalid_input";
    return wrong ? { ...times, field: wrongTiming(time_zone) } : result;
  };
  // The session of a schedule may be archived, and so in no list of open ones.
  const own = schedule === null ? [] : [{ id: schedule.session_id, name: schedule.session_name }];
  return (
    <ScheduleDialog
      schedule={schedule}
      current={current}
      onReload={(now) => {
        setSchedule(now);
        setTiming({ cron: now.cron, timeZone: now.time_zone });
      }}
      onOpenChange={onOpenChange}
      templates={templates.data}
      sessions={schedule === null ? sessions.data : own}
      lanes={session.data?.lanes}
      sessionId={sessionId}
      onSession={setChosen}
      preview={preview}
      onTiming={(cron, timeZone) => setTiming({ cron, timeZone })}
      onSave={saved}
    />
  );
}

function usePreview(
  timing: { cron: string; timeZone: string },
  ops: ReturnType<typeof useControlRoom>["ops"],
): Preview {
  const [asked, setAsked] = useState(timing);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(timing), pauseMs);
    return () => clearTimeout(timer);
  }, [timing]);
  const enabled = asked.cron.trim() !== "" && asked.timeZone.trim() !== "";
  const preview = useQuery({ ...schedulePreviewQuery(ops, asked.cron, asked.timeZone), enabled });
  if (!enabled) return null;
  // What was wrong with other times is not said of these.
  const same = asked.cron === timing.cron && asked.timeZone === timing.timeZone;
  return previewOf(same ? preview : { ...preview, error: null });
}
