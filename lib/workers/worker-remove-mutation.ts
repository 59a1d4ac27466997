import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useControlRoom } from "../context.ts";
import { workerKeys } from "./keys.ts";

/** `workers.remove`. */
export function useRemoveWorker() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (workerId: string) => (await ops()).removeWorker({ worker_id: workerId }),
    onSuccess: () => cache.invalidateQueries({ queryKey: workerKeys.list }),
  });
}
