"use client";
import { Fragment, type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useShortcuts } from "../shortcuts/shortcuts.tsx";
import { formatDuration } from "../status/time.model.ts";
import type { LogEntryView, PurgeView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { chooseLines, holds, type LineRange } from "./line-range.model.ts";
import { headingBefore, headingsOf, stepTitle } from "./log.model.ts";
import type { Folds } from "./log-folds.model.ts";
import { LogHeading } from "./log-heading.tsx";
import { LogHits } from "./log-hits.tsx";
import { LogLine } from "./log-line.tsx";
import { type FoundLines, type LogHitsView, LogSearch } from "./log-search.tsx";
import { LogSelection } from "./log-selection.tsx";
import { lineTime } from "./log-time.model.ts";
import { LogToolbar } from "./log-toolbar.tsx";
import { PurgeNote } from "./purge-note.tsx";
import { useLogFolds } from "./use-log-folds.ts";
import { type LogWindow, useLogScroll } from "./use-log-scroll.ts";
import { useLogView } from "./use-log-view.ts";

/** When a step of an attempt began and, unless it goes on, ended. */
export interface StepExecution {
  attempt: number;
  step: number;
  begun: string;
  ended: string | null;
}

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
  /** Reads entries by their numbers. */
  onRead: (seqs: number[]) => Promise<LogEntryView[]>;
  /** The steps of each attempt, as far as they have begun. */
  executions: readonly StepExecution[];
  /** No lines of these steps are to be fetched; where some were folded before, they are to be shown again at the entry `at`. */
  onFold: (folds: Folds, at: number) => void;
  /** Where the whole log can be fetched as text. */
  downloadHref?: string | undefined;
  /** What is left of entries that were purged before those that are there, if any are. */
  purge?: PurgeView | null;
  className?: string;
}

/** The live log: opens on its end, follows, pauses when the reader scrolls up, jumps, links to lines; a virtual list. */
export function LogViewer(props: LogViewerProps) {
  const { lastSeq, live, lines, onLines, executions } = props;
  const { wrap, times, setWrap, setTimes } = useLogView();
  const [full, setFull] = useState(false);
  const [found, setFound] = useState<FoundLines | null>(null);
  const [listing, setListing] = useState(false);
  const selectedSeq = lines?.from ?? null;
  const [seenSeq, setSeenSeq] = useState(lastSeq);
  // Pages make the list anew with every entry; lines render again only when a name has changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: by content
  const stepNames = useMemo(() => props.stepNames, [props.stepNames.join("\n")]);
  const folds = useLogFolds(props);
  const entries = folds.shown;
  const log = useLogScroll({ ...props, entries }, wrap);
  const { virtualizer, following, follow, seek, toEnd } = log;
  const headings = useMemo(() => headingsOf(entries), [entries]);
  const executionOf = useMemo(
    () => new Map(executions.map((execution) => [`${execution.attempt} ${execution.step}`, execution])),
    [executions],
  );
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
  const hasEntries = entries.length > 0;
  const goTo = (seq: number) => {
    folds.reveal(seq);
    seek(seq);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each line that is named, when there is something to show
  useEffect(() => {
    if (selectedSeq !== null && hasEntries) goTo(selectedSeq);
  }, [selectedSeq, hasEntries]);

  const onShow = (seq: number) => {
    // Again, where it is chosen already and the reader has scrolled away.
    if (seq === selectedSeq) goTo(seq);
    onLines({ from: seq, to: seq });
  };
  const toStart = () => seek(1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && full) return setFull(false);
    const jump = { Home: toStart, End: toEnd }[event.key];
    if (jump === undefined) return log.handlers.onKeyDown(event);
    event.preventDefault();
    jump();
  };

  const foldOf = (entry: LogEntryView) => {
    const { begun, ended = null } = executionOf.get(`${entry.attempt} ${entry.step}`) ?? {};
    return {
      folded: folds.folded(entry),
      summary: stepSummary(
        folds.lines.get(entry.seq),
        begun === undefined || ended === null ? null : Date.parse(ended) - Date.parse(begun),
      ),
    };
  };
  const line = (entry: LogEntryView) => (
    <LogLine
      {...{ entry, stepNames, wrap, onSelect }}
      {...(entry.kind === "step_started" ? foldOf(entry) : noFold)}
      onFold={folds.toggle}
      time={lineTime(times, entry.emitted_at, executionOf.get(`${entry.attempt} ${entry.step}`)?.begun)}
      selected={holds(lines, entry.seq)}
    />
  );
  const rows = virtualizer.getVirtualItems();
  const { startIndex: first = 0, endIndex: end = 0 } = virtualizer.range ?? {};
  const heading = entries[headingBefore(headings, first)];
  const inSight = entries.slice(first, end + 1).find((entry) => entry.step !== null) ?? heading;
  // Above its lines, wherever it stands itself, loaded or not.
  const above = inSight?.seq === entries[first]?.seq && inSight?.kind !== "step_started" ? inSight : undefined;
  const foldInSight = () => {
    if (inSight === undefined) return;
    folds.toggle(inSight);
    if (heading?.step === inSight.step) seek(heading.seq);
  };
  useShortcuts("Steps in the log", [{ keys: ["f"], does: "Fold or unfold the step in sight", run: foldInSight }]);
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
        folded={folds.any}
        onFoldAll={() => {
          folds.setAll(folds.any ? [] : executions);
          if (heading !== undefined) seek(heading.seq);
        }}
      >
        <LogSearch
          {...{ onShow, listing, onSearch: props.onSearch, onFound: setFound }}
          onListing={() => setListing(!listing)}
        />
      </LogToolbar>
      {listing && found !== null && found.seqs.length > 0 && (
        <LogHits key={found.text} {...{ found, lastSeq, stepNames, onShow, onRead: props.onRead }} />
      )}
      {lines !== null && <LogSelection {...{ lines, entries, stepNames }} onClear={() => onLines(null)} />}
      {props.purge != null && <PurgeNote purge={props.purge} />}
      <div className="relative min-h-0 flex-1">
        {above?.step != null && (
          <div className="absolute inset-x-0 top-0 z-10 flex border-line border-b bg-sunken pr-3 pl-14.5">
            <LogHeading
              title={stepTitle(stepNames, above.step)}
              attempt={above.attempt}
              {...foldOf(heading ?? above)}
              onToggle={foldInSight}
            />
          </div>
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
          {props.entries.length === 0 && <EmptyLog live={live} loading={props.loading} purged={props.purge != null} />}
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
                return (
                  entry && (
                    <div key={row.key} data-index={row.index} ref={virtualizer.measureElement}>
                      {line(entry)}
                    </div>
                  )
                );
              })}
            </div>
          </div>
        </div>
        {rows.length === 0 && entries.length > 0 && (
          <LogEnd>
            {entries.slice(-screenful).map((entry) => (
              <Fragment key={entry.seq}>{line(entry)}</Fragment>
            ))}
          </LogEnd>
        )}
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

/** So many lines fill the viewer. */
const screenful = 50;

/** The log's end as the server's answer shows it, over the list until that has been measured: a server knows no heights, and cannot scroll. */
function LogEnd({ children }: { children: ReactNode }) {
  return (
    <div className="absolute inset-0 flex flex-col justify-end overflow-hidden bg-surface py-1 font-mono text-sm leading-5 *:shrink-0">
      {children}
    </div>
  );
}

const noFold = { folded: false, summary: "" };

/** `6,000 lines, 1.2 s`, as far as it is known. */
function stepSummary(lines: number | undefined, took: number | null): string {
  const count = lines === undefined ? [] : [`${lines.toLocaleString("en-US")} ${lines === 1 ? "line" : "lines"}`];
  return [...count, ...(took === null ? [] : [formatDuration(took)])].join(", ");
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
