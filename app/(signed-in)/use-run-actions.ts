"use client";
import type { RunMenuCallbacks } from "../../components/runboard/run-menu.tsx";
import { actionResult } from "../../lib/query/action-result.ts";
import { useMoveRun, useMoveRunToEnd } from "../../lib/runs/run-move-mutation.ts";
import { useSetRunPriority } from "../../lib/runs/run-set-priority-mutation.ts";

/** What a screen can do with a queued run's place. */
export function useRunActions(): RunMenuCallbacks {
  const move = useMoveRun();
  const moveToEnd = useMoveRunToEnd();
  const setPriority = useSetRunPriority();
  return {
    onMoveRun: (run_id, to) => actionResult(move.mutateAsync({ run_id, ...to })),
    onMoveToEnd: (run, end) => actionResult(moveToEnd.mutateAsync({ run, end })),
    onSetPriority: (run_id, priority) => actionResult(setPriority.mutateAsync({ run_id, priority })),
  };
}
