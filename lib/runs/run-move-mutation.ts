import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { invalidateRun } from "./invalidate-run.ts";

/** `runs.move`. */
export function useMoveRun() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"runs.move">) => (await ops()).moveRun(input),
    onSuccess: ({ run }) => invalidateRun(cache, run),
  });
}
