import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { invalidateRun } from "./invalidate-run.ts";

/** `runs.set_priority`. */
export function useSetRunPriority() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"runs.set_priority">) => (await ops()).setRunPriority(input),
    onSuccess: ({ run }) => invalidateRun(cache, run),
  });
}
