import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useControlRoom } from "../context.ts";
import { runKeys } from "./keys.ts";

/** `bulk_operations.stop`: what was done stays done. */
export function useStopBulkOperation() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (bulk_operation_id: number) => (await ops()).stopBulkOperation({ bulk_operation_id }),
    onSettled: () => cache.invalidateQueries({ queryKey: runKeys.lists }),
  });
}
