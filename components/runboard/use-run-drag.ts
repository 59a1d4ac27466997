"use client";
import { type DragEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ActionFailure } from "../form/use-action.ts";
import type { ActionResult, LaneView } from "../types.ts";
import {
  type Direction,
  gapOf,
  gapOfTarget,
  isThere,
  type MoveTarget,
  placeText,
  queuedRun,
  stepFrom,
  targetOf,
  withMove,
} from "./run-move.model.ts";

/** A queued run that is on its way, and where it would be put now; null: where it stands. */
export interface HeldRun {
  runId: number;
  by: "keys" | "pointer";
  target: MoveTarget | null;
}

export interface RunDragOptions {
  lanes: readonly LaneView[];
  /** Why nothing can be moved here; null: it can. */
  whyNot: ActionFailure | null;
  onMoveRun: (runId: number, to: MoveTarget) => Promise<ActionResult>;
}

const directions: Readonly<Record<string, Direction>> = {
  ...{ ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right", Home: "first", End: "last" },
};

/** So many movements may still be told after a drag has begun. */
const strayMoves = 20;
/** How long a run stays in its new place by itself once the database has said yes, in ms. */
const settleMs = 250;

const rowOf = (target: EventTarget) =>
  target instanceof Element ? target.closest<HTMLElement>("li[data-queued]") : null;
const idOf = (row: HTMLElement) => Number(row.getAttribute("data-run"));

/**
 * Moving queued runs, by the pointer and by keys. The board shows a run in its new place at once, and in its old one again where the
 * database refuses; what the database says meanwhile is sorted in, because a place is kept as a neighbour and not as a number.
 */
export function useRunDrag({ lanes: truth, whyNot, onMoveRun }: RunDragOptions) {
  const board = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<HeldRun | null>(null);
  const [pending, setPending] = useState<readonly { runId: number; target: MoveTarget }[]>([]);
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState<{ laneId: number; failure: ActionFailure } | null>(null);
  const lanes = pending.reduce((shown, { runId, target }) => withMove(shown, runId, target), truth);
  const run = held === null ? undefined : queuedRun(lanes, held.runId);
  // Its neighbour may have been started meanwhile.
  const target = run !== undefined && held?.target && isThere(lanes, run.id, held.target) ? held.target : null;

  const gone = held !== null && run === undefined ? held.runId : null;
  useEffect(() => {
    if (gone === null) return;
    setHeld(null);
    setSaid(`Run ${gone} is not queued any more`);
  }, [gone]);

  // A row that is put elsewhere in the document loses the focus; whoever moves it by keys goes on with it.
  const followed = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (followed.current === null || document.activeElement !== document.body) return;
    board.current?.querySelector<HTMLElement>(`li[data-run="${followed.current}"] a`)?.focus();
  });

  // The browser does not tell the end of a drag whose row has gone; but it tells no movement while there is a drag.
  const dragging = held?.by === "pointer";
  useEffect(() => {
    if (!dragging) return;
    let moves = 0;
    const end = () => {
      moves += 1;
      if (moves > strayMoves) setHeld(null);
    };
    window.addEventListener("pointermove", end);
    return () => window.removeEventListener("pointermove", end);
  }, [dragging]);

  const move = async (runId: number, target: MoveTarget): Promise<ActionResult> => {
    const moving = { runId, target };
    const from = gapOf(lanes, runId)?.lane_id ?? 0;
    setRefused(null);
    setPending((before) => [...before, moving]);
    const result = await onMoveRun(runId, target);
    const settle = () => setPending((before) => before.filter((other) => other !== moving));
    // The answer may come a frame before the board that it made.
    if (result.ok) setTimeout(settle, settleMs);
    else settle();
    setSaid(result.ok ? `Run ${runId} is moved` : "");
    if (!result.ok) setRefused({ laneId: from, failure: result });
    return result;
  };
  const refuse = (runId: number, failure: ActionFailure) =>
    setRefused({ laneId: gapOf(lanes, runId)?.lane_id ?? 0, failure });
  const drop = () => {
    if (held === null || run === undefined) return;
    setHeld(null);
    if (target === null) return setSaid(`Run ${run.id} stays where it was`);
    setSaid(`Run ${run.id}: ${placeText(lanes, run, target)}`);
    void move(run.id, target);
  };
  const letGo = () => {
    setHeld(null);
    if (held !== null) setSaid(`Run ${held.runId} stays where it was`);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rowOf(event.target);
    if (row === null || !(event.target instanceof HTMLAnchorElement)) return;
    const runId = idOf(row);
    if (held === null) {
      if (event.key !== " ") return;
      event.preventDefault();
      if (whyNot !== null) return refuse(runId, whyNot);
      followed.current = runId;
      setRefused(null);
      setHeld({ runId, by: "keys", target: null });
      return setSaid("");
    }
    if (held.by !== "keys" || run === undefined) return;
    if (event.key === "Tab") return letGo();
    event.preventDefault();
    if (event.key === " " || event.key === "Enter") return drop();
    if (event.key === "Escape") return letGo();
    const direction = directions[event.key];
    const at = (target && gapOfTarget(lanes, run.id, target)) ?? gapOf(lanes, run.id);
    if (direction === undefined || at === null) return;
    setHeld({ ...held, target: targetOf(lanes, run, stepFrom(lanes, run.id, at, direction)) });
  };

  const onDragStart = (event: DragEvent) => {
    const row = rowOf(event.target);
    if (row === null) return;
    if (whyNot !== null) {
      event.preventDefault();
      return refuse(idOf(row), whyNot);
    }
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.querySelector("a")?.href ?? "");
    followed.current = null;
    setRefused(null);
    setHeld({ runId: idOf(row), by: "pointer", target: null });
    setSaid("");
  };
  const onDragOver = (event: DragEvent) => {
    if (held?.by !== "pointer" || run === undefined || !(event.target instanceof Element)) return;
    const section = event.target.closest<HTMLElement>("[data-lane]");
    if (section === null) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    const rows = [...section.querySelectorAll<HTMLElement>("li[data-queued]")].filter((row) => idOf(row) !== run.id);
    const at = rows.filter((row) => {
      const { top, height } = row.getBoundingClientRect();
      return top + height / 2 < event.clientY;
    }).length;
    const next = targetOf(lanes, run, { lane_id: Number(section.getAttribute("data-lane")), at });
    if (JSON.stringify(next) !== JSON.stringify(held.target)) setHeld({ ...held, target: next });
  };
  const onDragLeave = (event: DragEvent) => {
    const to = event.relatedTarget;
    if (held?.by === "pointer" && !(to instanceof Node && board.current?.contains(to)))
      setHeld({ ...held, target: null });
  };
  const onDrop = (event: DragEvent) => {
    if (held?.by !== "pointer") return;
    event.preventDefault();
    drop();
  };
  const onDragEnd = () => held?.by === "pointer" && letGo();

  return {
    ...{ lanes, held, refused, move, said },
    /** What is told while a run is held: where it would be put. */
    place: run === undefined || held === null ? null : placeText(lanes, run, target),
    gap: run === undefined || target === null ? null : gapOfTarget(lanes, run.id, target),
    boardProps: { ref: board, onKeyDown, onDragStart, onDragOver, onDragLeave, onDrop, onDragEnd },
  };
}

export type RunDrag = ReturnType<typeof useRunDrag>;
