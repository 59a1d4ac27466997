import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { invalidateRun } from "../runs/invalidate-run.ts";
import { approvalKeys } from "./keys.ts";

/** `approvals.reject`. A refusal, too, shows what has changed meanwhile. */
export function useRejectApproval() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"approvals.reject">) => (await ops()).rejectApproval(input),
    onSuccess: ({ run }) => invalidateRun(cache, run),
    onSettled: () => cache.invalidateQueries({ queryKey: approvalKeys.all }),
  });
}
