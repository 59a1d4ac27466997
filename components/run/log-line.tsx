"use client";
import { memo } from "react";
import type { LogEntryView } from "../types.ts";
import { cn } from "../ui/cn.ts";
import { type LogRow, rowOf, spansOf } from "./log.model.ts";
import { LogHeading } from "./log-heading.tsx";

export interface LogLineProps {
  entry: LogEntryView;
  stepNames: readonly string[];
  /** When it was printed, as the log shows it now; null: not at all. */
  time: string | null;
  wrap: boolean;
  selected: boolean;
  /** Of a step's heading: its lines are folded away, and what there is to say of them. */
  folded: boolean;
  summary: string;
  onFold: (heading: LogEntryView) => void;
  /** `extend`: with Shift, up to this line. */
  onSelect: (seq: number, extend: boolean) => void;
}

const tones = { muted: "text-muted", ok: "text-ok", bad: "text-bad", warn: "text-warn" } as const;

/** One entry of the log behind its number, which is the link to it. */
export const LogLine = memo(function LogLine(props: LogLineProps) {
  const { entry, stepNames, time, wrap, selected, onSelect } = props;
  const row = rowOf(entry, stepNames);
  return (
    <div
      data-seq={entry.seq}
      data-stream={row.look === "line" ? entry.stream : undefined}
      className={cn(
        "flex min-h-5 border-transparent border-l-2 pr-3",
        row.look === "heading" && "items-center bg-sunken",
        row.look === "line" && row.stderr && "border-bad",
        selected && "border-accent bg-accent-soft",
      )}
    >
      <a
        href={`#L${entry.seq}`}
        tabIndex={-1}
        aria-label={`Line ${entry.seq}`}
        aria-current={selected ? "location" : undefined}
        onClick={(event) => {
          event.preventDefault();
          onSelect(entry.seq, event.shiftKey);
        }}
        className="w-14 shrink-0 select-none pr-3 text-right font-mono text-muted hover:text-text hover:underline"
      >
        {entry.seq}
      </a>
      {time !== null && (
        <time
          dateTime={entry.emitted_at}
          className="min-w-26 shrink-0 select-none pr-3 text-right font-mono text-muted"
          suppressHydrationWarning
        >
          {time}
        </time>
      )}
      {row.look === "heading" ? (
        <LogHeading {...row} folded={props.folded} summary={props.summary} onToggle={() => props.onFold(entry)} />
      ) : (
        <LogText entry={entry} row={row} wrap={wrap} />
      )}
    </div>
  );
});

interface LogTextProps {
  entry: LogEntryView;
  row: Exclude<LogRow, { look: "heading" }>;
  wrap: boolean;
}

function LogText({ entry, row, wrap }: LogTextProps) {
  if (row.look === "note") return <span className={cn("wrap-anywhere font-sans", tones[row.tone])}>{row.text}</span>;
  return (
    <span className={cn("min-w-0", wrap ? "wrap-anywhere whitespace-pre-wrap" : "whitespace-pre")}>
      {row.stderr && <span className="sr-only">standard error: </span>}
      {spansOf(entry.body).map((span, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the spans of a stored line never change
          key={index}
          className={span.className}
          style={span.color === null ? undefined : { color: span.color }}
        >
          {span.text}
        </span>
      ))}
    </span>
  );
}
