"use client";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { PurgeView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { chooseLines, holds, type LineRange } from "./line-range.model.ts";
import { headingBefore, headingsOf, indexOfSeq, rowOf } from "./log.model.ts";
import { LogLine } from "./log-line.tsx";
import { type LogHitsView, LogSearch } from "./log-search.tsx";
import { LogSelection } from "./log-selection.tsx";
import { lineTime } from "./log-time.model.ts";
import { LogToolbar } from "./log-toolbar.tsx";
import { PurgeNote } from "./purge-note.tsx";
import { type LogWindow, useLogScroll } from "./use-log-scroll.ts";
import { useLogView } from "./use-log-view.ts";

export interface LogViewerProps extends LogWindow {
  /**
   * `entries` is one window of the log: ordered by seq, without gap. Earlier and later pages are asked for on scrolling
   * (`hasEarlier`, `hasLater`); while `hasLater` is false, entries that are appended are the live end.
   */
  stepNames: readonly string[];
  /** Highest seq of the log; lines that are not loaded count as new too. */
  lastSeq: number;
  /** The run may still write. */
  live: boolean;
  /** The lines that the address names. */
  lines: LineRange | null;
  onLines: (lines: LineRange | null) => void;
  /** Whether the reader stays at the end, or reads above it. */
  onFollowing: (following: boolean) => void;
  /** Finds lines of the whole log. */
  onSearch: (text: string) => Promise<LogHitsView>;
  /** When a step of an attempt began. */
  stepBegun: (attempt: number, step: number) => string | undefined;
  /** Loads the window at an end or around a seq that is not loaded. */
  onJump: (to: "start" | "end" | number) => void;
  /** Where the whole log can be fetched as text. */
  downloadHref?: string | undefined;
  /** What is left of entries that were purged before those that are there, if any are. */
  purge?: PurgeView | null;
  className?: string;
}

/** The live log: opens on its end, follows, pauses when the reader scrolls up, jumps, links to lines; a virtual list. */
export function LogViewer(props: LogViewerProps) {
  const { entries, lastSeq, live, lines, onLines, onJump, hasEarlier, hasLater } = props;
  const { wrap, times, setWrap, setTimes } = useLogView();
  const [full, setFull] = useState(false);
  const selectedSeq = lines?.from ?? null;
  const [seenSeq, setSeenSeq] = useState(lastSeq);
  // Pages make the list anew with every entry; lines render again only when a name has changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: by content
  const stepNames = useMemo(() => props.stepNames, [props.stepNames.join("\n")]);
  const log = useLogScroll(props, wrap);
  const { virtualizer, following, follow, showSeq } = log;
  const headings = useMemo(() => headingsOf(entries), [entries]);
  const { onFollowing } = props;
  useEffect(() => onFollowing(following), [onFollowing, following]);
  const chosen = useRef(lines);
  useEffect(() => {
    chosen.current = lines;
  });
  const onSelect = useCallback(
    (seq: number, extend: boolean) => onLines(chooseLines(chosen.current, seq, extend)),
    [onLines],
  );

  if (following && seenSeq !== lastSeq) setSeenSeq(lastSeq);
  // A line that is not loaded yet is shown as soon as the window that holds it arrives.
  const [sought, setSought] = useState<number | null>(null);
  const hasEntries = entries.length > 0;
  const goTo = (seq: number) => {
    if (showSeq(seq)) return;
    follow(false);
    setSought(seq);
    onJump(seq);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each line that is named, when there is something to show
  useEffect(() => {
    if (selectedSeq !== null && hasEntries) goTo(selectedSeq);
  }, [selectedSeq, hasEntries]);
  useEffect(() => {
    if (sought !== null && indexOfSeq(entries, sought) >= 0 && showSeq(sought)) setSought(null);
  }, [sought, entries, showSeq]);

  const onShow = (seq: number) => {
    // Again, where it is chosen already and the reader has scrolled away.
    if (seq === selectedSeq) goTo(seq);
    onLines({ from: seq, to: seq });
  };
  const toEnd = () => {
    follow(true);
    if (hasLater) onJump("end");
    else virtualizer.scrollToEnd();
  };
  const toStart = () => {
    follow(false);
    if (!hasEarlier) return virtualizer.scrollToOffset(0);
    setSought(1);
    onJump("start");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && full) return setFull(false);
    const jump = { Home: toStart, End: toEnd }[event.key];
    if (jump === undefined) return log.handlers.onKeyDown(event);
    event.preventDefault();
    jump();
  };

  const rows = virtualizer.getVirtualItems();
  const first = virtualizer.range?.startIndex ?? 0;
  const heading = entries[headingBefore(headings, first)];
  const unseen = Math.max(0, lastSeq - seenSeq);
  return (
    <section
      aria-label="Log"
      className={cn(
        "flex min-h-0 flex-col border-line bg-surface",
        full ? "fixed inset-0 z-40" : cn("rounded-lg border", props.className),
      )}
    >
      <LogToolbar
        {...{ following, live, wrap, times, full, downloadHref: props.downloadHref }}
        lines={lastSeq}
        onFollow={() => (following ? follow(false) : toEnd())}
        onStart={toStart}
        onEnd={toEnd}
        onWrap={() => setWrap(!wrap)}
        onTimes={setTimes}
        onFull={() => setFull(!full)}
      >
        <LogSearch onSearch={props.onSearch} onShow={onShow} />
      </LogToolbar>
      {lines !== null && <LogSelection {...{ lines, entries, stepNames }} onClear={() => onLines(null)} />}
      {props.purge != null && <PurgeNote purge={props.purge} />}
      <div className="relative min-h-0 flex-1">
        {heading !== undefined &&
          rowOf(heading, stepNames).look === "heading" &&
          heading.seq !== entries[first]?.seq && (
            <StickyHeading title={headingTitle(rowOf(heading, stepNames))} onClick={() => showSeq(heading.seq)} />
          )}
        <div
          ref={log.scroller}
          role="log"
          aria-live="off"
          aria-label="Log lines"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard
          tabIndex={0}
          {...log.handlers}
          onKeyDown={onKeyDown}
          className="h-full overflow-auto overscroll-contain py-1 font-mono text-sm leading-5 -outline-offset-2"
        >
          {entries.length === 0 && <EmptyLog live={live} loading={props.loading} purged={props.purge != null} />}
          <div
            className="relative min-w-full"
            style={{ height: virtualizer.getTotalSize(), width: wrap ? "100%" : "max-content" }}
          >
            <div
              style={{ transform: `translateY(${rows[0]?.start ?? 0}px)` }}
              className="absolute top-0 left-0 min-w-full"
            >
              {rows.map((row) => {
                const entry = entries[row.index];
                if (entry === undefined) return null;
                const begun = entry.step === null ? undefined : props.stepBegun(entry.attempt, entry.step);
                return (
                  <div key={row.key} data-index={row.index} ref={virtualizer.measureElement}>
                    <LogLine
                      {...{ entry, stepNames, wrap, onSelect }}
                      time={lineTime(times, entry.emitted_at, begun)}
                      selected={holds(lines, entry.seq)}
                    />
                  </div>
                );
              })}
            </div>
          </div>
        </div>
        {!following && (unseen > 0 || live) && (
          <Button
            variant="primary"
            size="sm"
            className="-translate-x-1/2 absolute bottom-3 left-1/2 shadow-pop"
            onClick={toEnd}
          >
            {unseen > 0
              ? `${unseen.toLocaleString("en-US")} new ${unseen === 1 ? "entry" : "entries"}, jump to end`
              : "Jump to end"}
          </Button>
        )}
      </div>
    </section>
  );
}

const headingTitle = (row: ReturnType<typeof rowOf>): string => (row.look === "heading" ? row.title : "");

function StickyHeading({ title, onClick }: { title: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="absolute inset-x-0 top-0 z-10 flex h-6 items-center border-line border-b bg-sunken pl-14.5 text-left font-semibold -outline-offset-2"
    >
      {title}
    </button>
  );
}

function EmptyLog({ live, loading, purged }: { live: boolean; loading: boolean; purged: boolean }) {
  if (purged) return null;
  const text = loading
    ? "Loading the log"
    : live
      ? "Nothing logged yet. Lines appear here as they are printed."
      : "This run logged nothing.";
  return <p className="px-4 py-6 font-sans text-base text-muted">{text}</p>;
}
