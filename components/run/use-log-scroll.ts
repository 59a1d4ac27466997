"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type WheelEvent,
} from "react";
import type { LogEntryView } from "../types.ts";
import { indexOfSeq } from "./log.model.ts";

const rowHeight = 20;
/** Within this many pixels of an end counts as being there. */
const nearEnd = 40;
/** Older or newer pages are asked for this many pixels before they come into sight. */
const ahead = 2_000;

export interface LogWindow {
  entries: readonly LogEntryView[];
  hasEarlier: boolean;
  hasLater: boolean;
  loading: boolean;
  onLoadEarlier: () => void;
  onLoadLater: () => void;
}

/** A reader's wheel, key or touch moves the log for about this many milliseconds. */
const readerMs = 800;

function distanceFromEnd(element: HTMLElement): number {
  return element.scrollHeight - element.scrollTop - element.clientHeight;
}

/** Tells the reader's scrolling from the viewer's own: moving up pauses at once, arriving at the end by hand follows again. */
function useReaderScroll(
  scroller: RefObject<HTMLElement | null>,
  follow: (next: boolean) => void,
  log: RefObject<LogWindow>,
) {
  return useMemo(() => {
    let readerAt = Number.NEGATIVE_INFINITY;
    let lastTop = 0;
    const moved = () => {
      readerAt = performance.now();
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
      moved();
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
  }, [scroller, follow, log]);
}

/**
 * Scrolls a log: opens on its end and follows it until the reader scrolls away, keeps what is being read in place while earlier
 * entries are put before it, and asks for more ahead of time.
 */
export function useLogScroll(log: LogWindow, wrap: boolean) {
  const { entries, hasEarlier, hasLater, loading } = log;
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const follows = useRef(true);
  const follow = useCallback((next: boolean) => {
    follows.current = next;
    setFollowing(next);
  }, []);

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
  const fetchAhead = useCallback(() => {
    const element = scroller.current;
    const now = latest.current;
    if (element === null || now.loading) return;
    if (now.hasEarlier && element.scrollTop < ahead) now.onLoadEarlier();
    if (now.hasLater && distanceFromEnd(element) < ahead) now.onLoadLater();
  }, []);
  // A page that arrived may leave the reader still near an end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again after each page
  useEffect(fetchAhead, [entries.length, loading, hasEarlier, hasLater, fetchAhead]);

  const reader = useReaderScroll(scroller, follow, latest);
  const onScroll = useCallback(() => {
    reader.onScroll();
    fetchAhead();
  }, [reader, fetchAhead]);

  const showSeq = useCallback(
    (seq: number): boolean => {
      const index = indexOfSeq(latest.current.entries, seq);
      if (index < 0) return false;
      follow(false);
      virtualizer.scrollToIndex(index, { align: "center" });
      return true;
    },
    [virtualizer, follow],
  );

  return { scroller, virtualizer, following, follow, showSeq, handlers: { ...reader.handlers, onScroll } };
}
