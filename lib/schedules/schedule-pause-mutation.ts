import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { scheduleKeys } from "./keys.ts";

/** `schedules.pause`. */
export function usePauseSchedule() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"schedules.pause">) => (await ops()).pauseSchedule(input),
    onSuccess: () => cache.invalidateQueries({ queryKey: scheduleKeys.list }),
  });
}
