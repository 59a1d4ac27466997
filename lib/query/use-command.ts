import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useControlRoom } from "../context.ts";
import type { OpsClient } from "../ops-client/index.ts";

/** A command, after which what it changes is read again. */
export function useCommand<Input, Output>(
  send: (ops: OpsClient, input: Input) => Promise<Output>,
  changes: readonly QueryKey[],
) {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: Input) => await send(await ops(), input),
    onSuccess: () => Promise.all(changes.map((queryKey) => cache.invalidateQueries({ queryKey }))),
  });
}
