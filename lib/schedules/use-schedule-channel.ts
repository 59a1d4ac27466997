import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { topics } from "../../supabase/functions/_shared/contracts/topics.ts";
import { paced } from "../realtime/paced.ts";
import { useHints } from "../realtime/use-hints.ts";
import { scheduleKeys } from "./keys.ts";

/** Keeps the list of schedules fresh: they change when somebody changes them, when they fire, and when their last run goes on. */
export function useScheduleChannel(): void {
  const cache = useQueryClient();
  const list = useMemo(() => paced(() => cache.invalidateQueries({ queryKey: scheduleKeys.list }), 1_000), [cache]);
  useEffect(() => () => list.stop(), [list]);
  useHints(
    topics.runs,
    (event) => list.hint(event === "schedules_changed"),
    () => list.hint(true),
  );
}
