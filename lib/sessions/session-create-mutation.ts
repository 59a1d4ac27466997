import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { sessionKeys } from "./keys.ts";

/** `sessions.create`. */
export function useCreateSession() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"sessions.create">) => (await ops()).createSession(input),
    onSuccess: () => cache.invalidateQueries({ queryKey: sessionKeys.all }),
  });
}
