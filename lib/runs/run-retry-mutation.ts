import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { invalidateRun } from "./invalidate-run.ts";

/** `runs.retry`. */
export function useRetryRun() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"runs.retry">) => (await ops()).retryRun(input),
    onSuccess: ({ run }) => invalidateRun(cache, run),
  });
}
