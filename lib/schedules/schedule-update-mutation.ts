import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { scheduleKeys } from "./keys.ts";

/** `schedules.update`. */
export function useUpdateSchedule() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"schedules.update">) => (await ops()).updateSchedule(input),
    // Where it was refused as well: then it is another than the screen knows.
    onSettled: () => cache.invalidateQueries({ queryKey: scheduleKeys.list }),
  });
}
