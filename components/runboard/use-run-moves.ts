"use client";
import { useState } from "react";
import type { ActionFailure } from "../form/use-action.ts";
import type { ActionResult, LaneView } from "../types.ts";
import { gapOf, type MoveTarget, withMove } from "./run-move.model.ts";

/** How long a run stays in its new place by itself once the database has said yes, in ms: the answer may come a frame before the board that it made. */
export const settleMs = 250;

type MoveRun = (runId: number, to: MoveTarget) => Promise<ActionResult>;

/** Runs that are moved stand in their new place at once, and in their old one again where the database refuses. */
export function useRunMoves(truth: readonly LaneView[], onMoveRun: MoveRun) {
  const [pending, setPending] = useState<readonly { runId: number; target: MoveTarget }[]>([]);
  const [said, say] = useState("");
  const [refused, setRefused] = useState<{ laneId: number; failure: ActionFailure } | null>(null);
  const lanes = pending.reduce((shown, { runId, target }) => withMove(shown, runId, target), truth);

  /** Shows in the run's lane why it is not moved; null: nothing is the matter any more. */
  const refuse = (runId: number, failure: ActionFailure | null) =>
    setRefused(failure && { laneId: gapOf(lanes, runId)?.lane_id ?? 0, failure });
  const move: MoveRun = async (runId, target) => {
    const moving = { runId, target };
    const laneId = gapOf(lanes, runId)?.lane_id ?? 0;
    setRefused(null);
    setPending((before) => [...before, moving]);
    const result = await onMoveRun(runId, target);
    const settle = () => setPending((before) => before.filter((other) => other !== moving));
    if (result.ok) setTimeout(settle, settleMs);
    else settle();
    say(result.ok ? `Run ${runId} is moved` : "");
    if (!result.ok) setRefused({ laneId, failure: result });
    return result;
  };
  return { lanes, said, say, refused, refuse, move };
}
