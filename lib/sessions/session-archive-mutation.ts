import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useControlRoom } from "../context.ts";
import { sessionKeys } from "./keys.ts";

/** `sessions.archive`. */
export function useArchiveSession() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (sessionId: number) => (await ops()).archiveSession({ session_id: sessionId }),
    onSuccess: () => cache.invalidateQueries({ queryKey: sessionKeys.all }),
  });
}
