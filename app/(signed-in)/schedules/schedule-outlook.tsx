"use client";
import { useQuery } from "@tanstack/react-query";
import { ScheduleDetails } from "../../../components/schedules/schedule-details.tsx";
import type { ScheduleView } from "../../../components/types.ts";
import { useControlRoom } from "../../../lib/context.ts";
import { schedulePreviewQuery } from "../../../lib/schedules/schedule-preview-query.ts";
import { previewOf } from "./preview-of.ts";

/** Joins a schedule's details with its next occurrences, which are asked for anew once the next one has passed. */
export function ScheduleOutlook({ schedule }: { schedule: ScheduleView }) {
  const { ops } = useControlRoom();
  const { cron, time_zone, next_at } = schedule;
  const preview = useQuery(schedulePreviewQuery(ops, cron, time_zone, next_at));
  return <ScheduleDetails schedule={schedule} preview={previewOf(preview)} />;
}
