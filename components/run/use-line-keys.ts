"use client";
import { useRef } from "react";
import { useShortcuts } from "../shortcuts/shortcuts.tsx";
import type { LogEntryView } from "../types.ts";
import { besideLine, extendLines, type LineRange } from "./line-range.model.ts";

interface LineKeys {
  /** What is shown of the log, without folded lines. */
  entries: readonly LogEntryView[];
  lines: LineRange | null;
  onLines: (lines: LineRange) => void;
  /** Where the keys begin while no line is chosen. */
  firstInSight: number | undefined;
  lastInSight: number | undefined;
  /** Shows a line. */
  seek: (seq: number) => void;
}

/** Lines of a log are chosen by keys as by clicks on their numbers. */
export function useLineKeys({ entries, lines, onLines, firstInSight, lastInSight, seek }: LineKeys): void {
  /** The end of what is chosen that keys move. */
  const moving = useRef(0);
  const go = (by: 1 | -1, extend: boolean) => {
    const at = lines?.from === moving.current ? lines.from : lines?.to;
    const inSight = by > 0 ? firstInSight : lastInSight;
    const next = at === undefined ? inSight : besideLine(entries, at, by);
    if (next === undefined) return;
    moving.current = next;
    onLines(extend && lines !== null && at !== undefined ? extendLines(lines, at, next) : { from: next, to: next });
    seek(next);
  };
  useShortcuts("Lines of the log", [
    { keys: ["j"], does: "Choose the next line", run: () => go(1, false) },
    { keys: ["k"], does: "Choose the line before", run: () => go(-1, false) },
    { keys: ["J"], does: "Choose the next line, too", run: () => go(1, true) },
    { keys: ["K"], does: "Choose the line before, too", run: () => go(-1, true) },
  ]);
}
