import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { scheduleKeys } from "./keys.ts";

/** `schedules.resume`. */
export function useResumeSchedule() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"schedules.resume">) => (await ops()).resumeSchedule(input),
    onSuccess: () => cache.invalidateQueries({ queryKey: scheduleKeys.list }),
  });
}
