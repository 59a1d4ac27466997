import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { runKeys } from "./keys.ts";

/** `runs.create`. */
export function useCreateRun() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"runs.create">) => (await ops()).createRun(input),
    onSuccess: ({ run }) =>
      Promise.all([
        cache.invalidateQueries({ queryKey: runKeys.board(run.session_id) }),
        cache.invalidateQueries({ queryKey: runKeys.lists }),
      ]),
  });
}
