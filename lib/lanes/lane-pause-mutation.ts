import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useControlRoom } from "../context.ts";
import { sessionKeys } from "../sessions/keys.ts";

/** `lanes.pause`. */
export function usePauseLane(sessionId: number) {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ laneId, note }: { laneId: number; note: string }) =>
      (await ops()).pauseLane({ lane_id: laneId, note }),
    onSuccess: () => cache.invalidateQueries({ queryKey: sessionKeys.detail(sessionId) }),
  });
}
