import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useControlRoom } from "../context.ts";
import { sessionKeys } from "../sessions/keys.ts";

/** `lanes.resume`. */
export function useResumeLane(sessionId: number) {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (laneId: number) => (await ops()).resumeLane({ lane_id: laneId }),
    onSuccess: () => cache.invalidateQueries({ queryKey: sessionKeys.detail(sessionId) }),
  });
}
