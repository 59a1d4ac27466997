"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  type WheelEvent,
} from "react";
import type { LogEntryView } from "../types.ts";
import { indexOfSeq, placeOf } from "./log.model.ts";

const rowHeight = 20;
/** Within this many pixels of an end counts as being there. */
const nearEnd = 40;
/** Older or newer pages are asked for this many pixels before they come into sight. */
const ahead = 4_000;

export interface LogWindow {
  entries: readonly LogEntryView[];
  hasEarlier: boolean;
  hasLater: boolean;
  loading: boolean;
  onLoadEarlier: () => void;
  onLoadLater: () => void;
  /** Loads the window at an end or around a seq, unless it is loaded; gives up a window that is under way. */
  onJump: (to: "end" | number) => void;
}

/** A reader's wheel, key or touch moves the log for about this many milliseconds. */
const readerMs = 800;

/** So long a list takes to come to rest after it was told where to stand. */
const restFrames = 4;

function inFrames(count: number, then: () => void): void {
  if (count === 0) then();
  else requestAnimationFrame(() => inFrames(count - 1, then));
}

function distanceFromEnd(element: HTMLElement): number {
  return element.scrollHeight - element.scrollTop - element.clientHeight;
}

/** Tells the reader's scrolling from the viewer's own: moving up pauses at once, arriving at the end by hand follows again. */
function useReaderScroll(
  scroller: RefObject<HTMLElement | null>,
  follow: (next: boolean) => void,
  log: RefObject<LogWindow>,
  sought: RefObject<number | null>,
) {
  return useMemo(() => {
    let readerAt = Number.NEGATIVE_INFINITY;
    let lastTop = 0;
    const moved = () => {
      readerAt = performance.now();
      sought.current = null;
    };
    const up = () => {
      moved();
      const element = scroller.current;
      if (element !== null && element.scrollHeight > element.clientHeight) follow(false);
    };
    const onScroll = () => {
      const element = scroller.current;
      if (element === null) return;
      const down = element.scrollTop > lastTop;
      lastTop = element.scrollTop;
      if (performance.now() - readerAt > readerMs) return;
      readerAt = performance.now();
      const atEnd = distanceFromEnd(element) <= nearEnd && !log.current.hasLater;
      if (down && atEnd) follow(true);
      if (!down && !atEnd) follow(false);
    };
    const handlers = {
      onWheel: (event: WheelEvent) => (event.deltaY < 0 ? up() : moved()),
      onTouchMove: moved,
      onPointerDown: moved,
      onKeyDown: (event: KeyboardEvent) => (["ArrowUp", "PageUp"].includes(event.key) ? up() : moved()),
    };
    return { onScroll, handlers };
  }, [scroller, follow, log, sought]);
}

/**
 * Scrolls a log: opens on its end and follows it until the reader scrolls away, keeps what is being read in place while earlier
 * entries are put before it, and asks for more ahead of time.
 */
export function useLogScroll(log: LogWindow, wrap: boolean, onFollowing: (following: boolean) => void) {
  const { entries, hasEarlier, hasLater, loading } = log;
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const follow = useCallback(
    (next: boolean) => {
      follows.current = next;
      onFollowing(next);
    },
    [onFollowing],
  );

  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: useCallback((index: number) => entries[index]?.seq ?? -index, [entries]),
    overscan: 20,
    anchorTo: "end",
    followOnAppend: false,
    scrollEndThreshold: nearEnd,
  });

  const last = entries.at(-1)?.seq ?? 0;
  // The end is where the reader is: new entries keep it there. `last`, not the length, since a window also grows at its head.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the log grows or its lines change their height
  useLayoutEffect(() => {
    if (follows.current && entries.length > 0) virtualizer.scrollToEnd();
  }, [last, wrap, virtualizer]);

  const latest = useRef(log);
  useLayoutEffect(() => {
    latest.current = log;
  });
  // While a line is sought nothing is fetched ahead: the place in the old window says nothing of the new one. Nor until the list has come to
  // rest on it: its scrolling aims at an index for some frames, which a page that is put before it would shift.
  const sought = useRef<number | null>(null);
  const restless = useRef(false);
  const fetchAhead = useCallback(() => {
    const element = scroller.current;
    const now = latest.current;
    if (element === null || now.loading || sought.current !== null || restless.current) return;
    // Who follows the end wants nothing above it.
    if (now.hasEarlier && !follows.current && element.scrollTop < ahead) now.onLoadEarlier();
    if (now.hasLater && distanceFromEnd(element) < ahead) now.onLoadLater();
  }, []);
  const [asked, ask] = useReducer((count: number) => count + 1, 0);
  const settle = useCallback(() => {
    const seq = sought.current;
    if (seq === null) return;
    const { entries: loaded, loading: more } = latest.current;
    const exact = indexOfSeq(loaded, seq);
    const index = exact >= 0 || more ? exact : placeOf(loaded, seq, latest.current);
    if (index < 0) return;
    sought.current = null;
    restless.current = true;
    virtualizer.scrollToIndex(index, { align: "center" });
    inFrames(restFrames, () => {
      restless.current = false;
      fetchAhead();
    });
  }, [virtualizer, fetchAhead]);
  // Before what is fetched ahead of a window that has just come is decided.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again when a line is sought or the window has changed
  useLayoutEffect(settle, [asked, entries, loading, hasEarlier, hasLater, settle]);
  // A page that arrived may leave the reader still near an end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again after each page
  useEffect(fetchAhead, [entries.length, loading, hasEarlier, hasLater, fetchAhead]);

  const reader = useReaderScroll(scroller, follow, latest, sought);
  const onScroll = useCallback(() => {
    reader.onScroll();
    fetchAhead();
  }, [reader, fetchAhead]);

  /** Shows a line, loaded or not, with the changes that are made together with it. */
  const seek = useCallback(
    (seq: number) => {
      follow(false);
      sought.current = seq;
      // Told in any case: another jump may be under way, whose window would come after this one was shown.
      latest.current.onJump(seq);
      ask();
    },
    [follow],
  );
  const toEnd = useCallback(() => {
    sought.current = null;
    follow(true);
    latest.current.onJump("end");
    if (!latest.current.hasLater) virtualizer.scrollToEnd();
  }, [follow, virtualizer]);

  return { scroller, virtualizer, follow, seek, toEnd, handlers: { ...reader.handlers, onScroll } };
}
