"use client";
import type { LaneHeaderCallbacks } from "../../../../components/runboard/lane-header.tsx";
import { useCreateLane } from "../../../../lib/lanes/lane-create-mutation.ts";
import { useMoveLane } from "../../../../lib/lanes/lane-move-mutation.ts";
import { usePauseLane } from "../../../../lib/lanes/lane-pause-mutation.ts";
import { useRemoveLane } from "../../../../lib/lanes/lane-remove-mutation.ts";
import { useRenameLane } from "../../../../lib/lanes/lane-rename-mutation.ts";
import { useResumeLane } from "../../../../lib/lanes/lane-resume-mutation.ts";
import { useSetLaneCapacity } from "../../../../lib/lanes/lane-set-capacity-mutation.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";

/** What a board can do with the lanes of its session. */
export function useLaneActions(sessionId: number): Omit<LaneHeaderCallbacks, "onStart" | "approvalsHref"> {
  const pause = usePauseLane(sessionId);
  const resume = useResumeLane(sessionId);
  const create = useCreateLane(sessionId);
  const rename = useRenameLane(sessionId);
  const setCapacity = useSetLaneCapacity(sessionId);
  const move = useMoveLane(sessionId);
  const remove = useRemoveLane(sessionId);
  return {
    onPause: (laneId, note) => actionResult(pause.mutateAsync({ laneId, note })),
    onResume: (laneId) => actionResult(resume.mutateAsync(laneId)),
    onAddLane: (shape) => actionResult(create.mutateAsync({ session_id: sessionId, ...shape })),
    onMoveLane: (lane_id, position) => actionResult(move.mutateAsync({ lane_id, position })),
    onRemoveLane: (lane_id) => actionResult(remove.mutateAsync({ lane_id })),
    // Two commands: the name first, because it is the one that may be refused.
    async onChangeLane(lane_id, { name, capacity }) {
      const renamed = name === undefined ? null : await actionResult(rename.mutateAsync({ lane_id, name }));
      if (renamed !== null && !renamed.ok) return renamed;
      if (capacity === undefined) return { ok: true };
      return await actionResult(setCapacity.mutateAsync({ lane_id, capacity }));
    },
  };
}
