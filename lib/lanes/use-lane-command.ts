import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useControlRoom } from "../context.ts";
import type { OpsClient } from "../ops-client/index.ts";
import { sessionKeys } from "../sessions/keys.ts";

/** A command that changes lanes of a session, which is read again when it is done. */
export function useLaneCommand<Input>(sessionId: number, send: (ops: OpsClient, input: Input) => Promise<unknown>) {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: Input) => send(await ops(), input),
    onSuccess: () => cache.invalidateQueries({ queryKey: sessionKeys.detail(sessionId) }),
  });
}
