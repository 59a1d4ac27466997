"use client";
import { type DragEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ActionFailure, LaneView } from "../types.ts";
import type { RunMenuCallbacks } from "./run-menu.tsx";
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
} from "./run-move.model.ts";
import { useRunMoves } from "./use-run-moves.ts";

/** A queued run that is on its way, and where it would be put now; null: where it stands. */
export interface HeldRun {
  runId: number;
  by: "keys" | "pointer";
  target: MoveTarget | null;
}

export interface RunDragOptions extends Pick<RunMenuCallbacks, "onMoveRun"> {
  lanes: readonly LaneView[];
  /** Why nothing can be moved here; null: it can. */
  whyNot: ActionFailure | null;
}

const directions: Readonly<Record<string, Direction>> = {
  ...{ ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right", Home: "first", End: "last" },
};

/** So many movements of the pointer may still be told after a drag has begun. */
const strayMoves = 20;

/** So long the focus follows a row after the answer, in ms: a refusal puts it back into its old place. */
const followMs = 250;

const rowOf = (target: EventTarget) =>
  target instanceof Element ? target.closest<HTMLElement>("li[data-queued]") : null;
const idOf = (row: HTMLElement) => Number(row.getAttribute("data-run"));

/**
 * Moving queued runs, by the pointer and by keys. What the database says meanwhile is sorted in, because a place is kept as a neighbour
 * and not as a number.
 */
export function useRunDrag({ lanes: truth, whyNot, onMoveRun }: RunDragOptions) {
  const board = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<HeldRun | null>(null);
  const { lanes, said, say, refused, refuse, move } = useRunMoves(truth, onMoveRun);
  const run = held === null ? undefined : queuedRun(lanes, held.runId);
  // Its neighbour may have been started meanwhile.
  const target = run !== undefined && held?.target && isThere(lanes, run.id, held.target) ? held.target : null;

  const gone = held !== null && run === undefined ? held.runId : null;
  useEffect(() => {
    if (gone === null) return;
    setHeld(null);
    say(`Run ${gone} is not queued any more`);
  }, [gone, say]);

  // A row that is put elsewhere in the document loses the focus; whoever moves it by keys goes on with it.
  const followed = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (followed.current === null || document.activeElement !== document.body) return;
    board.current?.querySelector<HTMLElement>(`li[data-run="${followed.current}"] a`)?.focus();
  });

  const by = held?.by;
  useEffect(() => {
    if (by === undefined) return;
    let moves = 0;
    // The browser does not tell the end of a drag whose row has gone; but it tells no movement while there is a drag.
    const onMove = () => {
      moves += 1;
      if (by === "pointer" && moves > strayMoves) setHeld(null);
    };
    const onPress = () => setHeld(null);
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerdown", onPress);
    return () => {
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerdown", onPress);
    };
  }, [by]);

  const lift = (next: Omit<HeldRun, "target">): boolean => {
    refuse(next.runId, whyNot);
    if (whyNot !== null) return false;
    followed.current = next.by === "keys" ? next.runId : null;
    setHeld({ ...next, target: null });
    say("");
    return true;
  };
  const letGo = () => {
    followed.current = null;
    setHeld(null);
    if (held !== null) say(`Run ${held.runId} stays where it was`);
  };
  const drop = async () => {
    if (run === undefined || target === null) return letGo();
    setHeld(null);
    say(`Run ${run.id}: ${placeText(lanes, run, target)}`);
    await move(run.id, target);
    setTimeout(() => {
      if (followed.current === run.id) followed.current = null;
    }, followMs);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rowOf(event.target);
    if (row === null || !(event.target instanceof HTMLAnchorElement)) return;
    if (held === null && event.key === " ") {
      event.preventDefault();
      lift({ runId: idOf(row), by: "keys" });
    }
    if (held?.by !== "keys" || run === undefined) return;
    if (event.key === "Tab") return letGo();
    event.preventDefault();
    if (event.key === " " || event.key === "Enter") return void drop();
    if (event.key === "Escape") return letGo();
    const direction = directions[event.key];
    const at = (target && gapOfTarget(lanes, run.id, target)) ?? gapOf(lanes, run.id);
    if (direction === undefined || at === null) return;
    setHeld({ ...held, target: targetOf(lanes, run, stepFrom(lanes, run.id, at, direction)) });
  };

  const onDragStart = (event: DragEvent) => {
    const row = rowOf(event.target);
    if (row === null) return;
    if (!lift({ runId: idOf(row), by: "pointer" })) return event.preventDefault();
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.querySelector("a")?.href ?? "");
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
    const inside = to instanceof Node && board.current?.contains(to);
    if (held?.by === "pointer" && !inside) setHeld({ ...held, target: null });
  };
  const onDrop = (event: DragEvent) => {
    if (held?.by !== "pointer") return;
    event.preventDefault();
    void drop();
  };
  const onDragEnd = () => held?.by === "pointer" && letGo();

  return {
    ...{ lanes, held, refused, move, said },
    /** What is told while a run is held: where it would be put. */
    place: run === undefined ? null : placeText(lanes, run, target),
    gap: run === undefined || target === null ? null : gapOfTarget(lanes, run.id, target),
    boardProps: { ref: board, onKeyDown, onDragStart, onDragOver, onDragLeave, onDrop, onDragEnd },
  };
}

export type RunDrag = ReturnType<typeof useRunDrag>;
