"use client";
import {
  Fragment,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  startTransition,
  useEffect,
  useImperativeHandle,
  useMemo,
  useState,
} from "react";
import { useShortcuts } from "../shortcuts/shortcuts.tsx";
import { numberText } from "../status/number.model.ts";
import { formatDuration } from "../status/time.model.ts";
import type { LogEntryView } from "../types.ts";
import { holds, type LineRange } from "./line-range.model.ts";
import { headingBefore, headingsOf, stepTitle } from "./log.model.ts";
import { LogHeading } from "./log-heading.tsx";
import { LogLine } from "./log-line.tsx";
import { lineTime, type TimeMode } from "./log-time.model.ts";
import { useLineKeys } from "./use-line-keys.ts";
import type { useLogFolds } from "./use-log-folds.ts";
import { type LogWindow, useLogScroll } from "./use-log-scroll.ts";

/** When a step of an attempt began and, unless it goes on, ended. */
export interface StepExecution {
  attempt: number;
  step: number;
  begun: string;
  ended: string | null;
}

/** What moves the lines from outside. */
export interface LogLinesHandle {
  seek: (seq: number) => void;
  toEnd: () => void;
  pause: () => void;
  /** The loaded heading above what is in sight. */
  headingInSight: () => LogEntryView | undefined;
}

export interface LogLinesProps extends LogWindow {
  handle: Ref<LogLinesHandle>;
  folds: ReturnType<typeof useLogFolds>;
  stepNames: readonly string[];
  executions: readonly StepExecution[];
  wrap: boolean;
  times: TimeMode;
  lines: LineRange | null;
  /** What is said where there is no line. */
  empty: string | null;
  /** Whether the reader stays at the end, or reads above it. */
  onFollowing: (following: boolean) => void;
  onSelect: (seq: number, extend: boolean) => void;
  onLines: (lines: LineRange) => void;
  /** Absent where there is nothing to leave. */
  onEscape: (() => void) | undefined;
}

/** The lines of the log, a virtual list, and above them whose they are. Scrolling renders this and nothing around it. */
export function LogLines(props: LogLinesProps) {
  const { entries, folds, stepNames, executions, wrap, times, lines, onSelect } = props;
  const { scroller, virtualizer, follow, seek, toEnd, handlers } = useLogScroll(props, wrap, props.onFollowing);
  const headings = useMemo(() => headingsOf(entries), [entries]);
  const executionOf = useMemo(
    () => new Map(executions.map((execution) => [`${execution.attempt} ${execution.step}`, execution])),
    [executions],
  );

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
  // A line that is sought from the beginning is sought among measured rows.
  const showsRows = useInItsTurn(rows.length > 0, lines !== null);
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
  const [firstInSight, lastInSight] = [entries[first]?.seq, entries[end]?.seq];
  useLineKeys({ entries, lines, onLines: props.onLines, firstInSight, lastInSight, seek });
  useShortcuts("Steps in the log", [{ keys: ["f"], does: "Fold or unfold the step in sight", run: foldInSight }]);
  useImperativeHandle(props.handle, () => ({
    seek,
    toEnd,
    pause: () => follow(false),
    headingInSight: () => heading,
  }));

  const toStart = () => seek(1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && props.onEscape !== undefined) return props.onEscape();
    const jump = { Home: toStart, End: toEnd }[event.key];
    if (jump === undefined) return handlers.onKeyDown(event);
    event.preventDefault();
    jump();
  };
  return (
    <>
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
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label="Log lines"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard
        tabIndex={0}
        {...handlers}
        onKeyDown={onKeyDown}
        className="h-full overflow-auto overscroll-contain py-1 font-mono text-sm leading-5 -outline-offset-2"
      >
        {props.empty !== null && <p className="px-4 py-6 font-sans text-base text-muted">{props.empty}</p>}
        <div
          className="relative min-w-full"
          style={{ height: virtualizer.getTotalSize(), width: wrap ? "100%" : "max-content" }}
        >
          <div
            style={{ transform: `translateY(${rows[0]?.start ?? 0}px)` }}
            // Wrapped, a long heading must not make it wider.
            className={`absolute top-0 left-0 ${wrap ? "w-full" : "min-w-full"}`}
          >
            {showsRows &&
              rows.map((row) => {
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
      {!showsRows && entries.length > 0 && (
        <LogEnd>
          {entries.slice(-screenful).map((entry) => (
            <Fragment key={entry.seq}>{line(entry)}</Fragment>
          ))}
        </LogEnd>
      )}
    </>
  );
}

/** Whether what is wanted may be rendered: at once, or in a render of its own that gives way to what is urgent. It stays so. */
function useInItsTurn(wanted: boolean, atOnce: boolean): boolean {
  const [itsTurn, setItsTurn] = useState(atOnce);
  useEffect(() => {
    if (wanted) startTransition(() => setItsTurn(true));
  }, [wanted]);
  return wanted && itsTurn;
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
  const count = lines === undefined ? [] : [`${numberText(lines)} ${lines === 1 ? "line" : "lines"}`];
  return [...count, ...(took === null ? [] : [formatDuration(took)])].join(", ");
}
