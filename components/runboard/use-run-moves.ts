"use client";
import { useEffect, useState } from "react";
import type { ActionFailure, ActionResult, LaneView } from "../types.ts";
import { gapOf, gapOfTarget, isDone, type MoveTarget, withMove } from "./run-move.model.ts";

/** How long a run that was moved stays in its new place at most if the board never shows it there, in ms: somebody else may have moved it again. */
const giveUpMs = 5_000;

type MoveRun = (runId: number, to: MoveTarget) => Promise<ActionResult>;

/** Runs that are moved stand in their new place at once, and in their old one again where the database refuses. */
export function useRunMoves(truth: readonly LaneView[], onMoveRun: MoveRun) {
  const [pending, setPending] = useState<readonly { runId: number; target: MoveTarget; accepted: boolean }[]>([]);
  const [said, say] = useState("");
  const [refused, setRefused] = useState<{ laneId: number; failure: ActionFailure } | null>(null);
  const lanes = pending.reduce((shown, { runId, target }) => withMove(shown, runId, target), truth);

  useEffect(() => {
    const done = pending.filter(({ runId, target, accepted }) => accepted && isDone(truth, runId, target));
    if (done.length > 0) setPending((before) => before.filter((moving) => !done.includes(moving)));
  }, [truth, pending]);

  /** Shows in the run's lane why it is not moved; null: nothing is the matter any more. */
  const refuse = (runId: number, failure: ActionFailure | null) =>
    setRefused(failure && { laneId: gapOf(lanes, runId)?.lane_id ?? 0, failure });
  const move: MoveRun = async (runId, target) => {
    // The lane that it means now: until the board shows it, its neighbour may go to another one, and it does not go along.
    const lane_id = gapOfTarget(lanes, runId, target)?.lane_id;
    const moving = { runId, target: { ...(lane_id !== undefined && { lane_id }), ...target }, accepted: false };
    const laneId = gapOf(lanes, runId)?.lane_id ?? 0;
    setRefused(null);
    setPending((before) => [...before.filter((other) => other.runId !== runId), moving]);
    const result = await onMoveRun(runId, target);
    // The answer may come before the board that it made: until then the run stays in its new place.
    const accepted = { ...moving, accepted: true };
    const settle = () => setPending((before) => before.filter((other) => other !== moving && other !== accepted));
    if (result.ok) {
      setPending((before) => before.map((other) => (other === moving ? accepted : other)));
      setTimeout(settle, giveUpMs);
    } else settle();
    say(result.ok ? `Run ${runId} is moved` : "");
    if (!result.ok) setRefused({ laneId, failure: result });
    return result;
  };
  return { lanes, said, say, refused, refuse, move };
}
