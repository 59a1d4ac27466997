"use client";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { numberText } from "../status/number.model.ts";
import type { LogEntryView, PurgeView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { chooseLines, type LineRange } from "./line-range.model.ts";
import type { Folds } from "./log-folds.model.ts";
import { LogHits } from "./log-hits.tsx";
import { LogLines, type LogLinesHandle, type StepExecution } from "./log-lines.tsx";
import { type FoundLines, type LogHitsView, LogSearch } from "./log-search.tsx";
import { LogSelection } from "./log-selection.tsx";
import { LogToolbar } from "./log-toolbar.tsx";
import { PurgeNote } from "./purge-note.tsx";
import { useLogFolds } from "./use-log-folds.ts";
import type { LogWindow } from "./use-log-scroll.ts";
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
  const { lastSeq, live, loading, lines, onLines, executions, onFollowing } = props;
  const { wrap, times, setWrap, setTimes } = useLogView();
  const [full, setFull] = useState(false);
  const [found, setFound] = useState<FoundLines | null>(null);
  const [listing, setListing] = useState(false);
  const [following, setFollowing] = useState(true);
  const selectedSeq = lines?.from ?? null;
  const [seenSeq, setSeenSeq] = useState(lastSeq);
  // Pages make the list anew with every entry; lines render again only when a name has changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: by content
  const stepNames = useMemo(() => props.stepNames, [props.stepNames.join("\n")]);
  const folds = useLogFolds(props);
  const entries = folds.shown;
  const log = useRef<LogLinesHandle>(null);
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
    log.current?.seek(seq);
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
  const toEnd = () => log.current?.toEnd();
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
        lines={props.purge != null && props.entries.length === 0 ? null : lastSeq}
        onFollow={() => (following ? log.current?.pause() : toEnd())}
        onStart={() => log.current?.seek(1)}
        onEnd={toEnd}
        onWrap={() => setWrap(!wrap)}
        onTimes={setTimes}
        onFull={() => setFull(!full)}
        folded={folds.any}
        onFoldAll={() => {
          folds.setAll(folds.any ? [] : executions);
          const heading = log.current?.headingInSight();
          if (heading !== undefined) log.current?.seek(heading.seq);
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
        <LogLines
          {...props}
          {...{ entries, folds, stepNames, wrap, times, onSelect, handle: log, onFollowing: setFollowing }}
          empty={props.entries.length > 0 || props.purge != null ? null : emptyText(live, loading)}
          onEscape={full ? () => setFull(false) : undefined}
        />
        {!following && (unseen > 0 || live) && (
          <Button
            variant="primary"
            size="sm"
            className="-translate-x-1/2 absolute bottom-3 left-1/2 shadow-pop"
            onClick={toEnd}
          >
            {unseen > 0
              ? `${numberText(unseen)} new ${unseen === 1 ? "entry" : "entries"}, jump to end`
              : "Jump to end"}
          </Button>
        )}
      </div>
    </section>
  );
}

function emptyText(live: boolean, loading: boolean): string {
  if (loading) return "Loading the log";
  return live ? "Nothing logged yet. Lines appear here as they are printed." : "This run logged nothing.";
}
