"use client";
import { useInBrowser, useNow } from "../status/clock.tsx";
import { statusLook, type Tone } from "../status/status.model.ts";
import { StepStatusMark } from "../status/status-mark.tsx";
import { formatDuration, formatInstant } from "../status/time.model.ts";
import type { AttemptView, StepView } from "../types.ts";
import { cn } from "../ui/cn.ts";
import { Tooltip } from "../ui/tooltip.tsx";
import { type TimelineBar, type TimelineGap, timelineOf } from "./timeline.model.ts";

export interface TimelineProps {
  createdAt: string;
  attempts: readonly AttemptView[];
  /** Of every attempt. */
  steps: readonly (Pick<StepView, "step" | "name" | "status" | "started_at" | "finished_at"> & { attempt: number })[];
  /** Shows in the log where a step of an attempt begins. */
  onShowStep: (step: number, attempt: number) => void;
}

const tones: Readonly<Record<Tone, string>> = {
  neutral: "bg-muted",
  accent: "bg-accent",
  ok: "bg-ok",
  bad: "bg-bad",
  warn: "bg-warn",
};

/** Less than this without a worker is nothing to speak of. */
const worthTellingMs = 1_000;

/** When each attempt and step ran, on one axis; its bars only repeat what is said beside them. */
export function Timeline({ createdAt, attempts, steps, onShowStep }: TimelineProps) {
  const now = useNow();
  const inBrowser = useInBrowser();
  if (attempts.length === 0) return <p className="text-muted">No worker has taken this run yet.</p>;
  if (!inBrowser) return null; // its instants are of the browser's zone
  const { bars, gaps } = timelineOf(createdAt, attempts, steps, now);
  const told = gaps.filter(({ milliseconds }) => milliseconds >= worthTellingMs);
  return (
    <div className="flex flex-col gap-2">
      <ul className="flex flex-col gap-1.5" aria-label="Timeline of attempts and steps">
        {bars.map((bar) => (
          <li key={`${bar.attempt} ${bar.step}`} className="flex flex-col gap-0.5">
            <div className="flex items-center gap-2">
              <div className={cn("min-w-0 flex-1", bar.step === null && "font-medium")}>
                <BarName bar={bar} now={now} onShowStep={onShowStep} />
              </div>
              <span className="sr-only">{formatInstant(new Date(bar.from).toISOString())}</span>
              <span className="shrink-0 text-muted text-sm">{formatDuration((bar.to ?? now) - bar.from)}</span>
            </div>
            <BarLine bar={bar} gaps={gaps} />
          </li>
        ))}
      </ul>
      {told.length > 0 && (
        <p className="text-muted text-sm">
          Hatched, drawn shorter than it was: {told.map((gap) => formatDuration(gap.milliseconds)).join(", ")} without a
          worker.
        </p>
      )}
    </div>
  );
}

interface BarNameProps {
  bar: TimelineBar;
  now: number;
  onShowStep: TimelineProps["onShowStep"];
}

function BarName({ bar, now, onShowStep }: BarNameProps) {
  const { step } = bar;
  const mark = <StepStatusMark status={bar.status} compact />;
  if (step === null) {
    return (
      <span className="flex items-center gap-1.5">
        {mark}
        <span className="truncate">{bar.name}</span>
      </span>
    );
  }
  const from = formatInstant(new Date(bar.from).toISOString());
  const to = bar.to === null ? "goes on" : `to ${formatInstant(new Date(bar.to).toISOString())}`;
  return (
    <Tooltip
      content={`${bar.name}: from ${from} ${to}, ${formatDuration((bar.to ?? now) - bar.from)}`}
      className="flex"
    >
      <button
        type="button"
        className="flex min-h-6 w-full min-w-0 items-center gap-1.5 rounded-sm text-left -outline-offset-2 hover:bg-hover"
        onClick={() => onShowStep(step, bar.attempt)}
      >
        {mark}
        <span className="truncate">{bar.name}</span>
      </button>
    </Tooltip>
  );
}

function BarLine({ bar, gaps }: { bar: TimelineBar; gaps: readonly TimelineGap[] }) {
  return (
    <div aria-hidden className="relative h-2 overflow-hidden rounded-sm bg-sunken">
      {gaps.map((gap) => (
        <span
          key={gap.left}
          className="absolute inset-y-0 bg-[repeating-linear-gradient(135deg,var(--color-line)_0_2px,transparent_2px_6px)]"
          style={{ left: `${gap.left}%`, width: `${gap.width}%` }}
        />
      ))}
      <span
        className={cn(
          "absolute min-w-1 rounded-sm",
          bar.step === null ? "inset-y-0.5" : "inset-y-0",
          tones[statusLook(bar.status === "claimed" ? "running" : bar.status).tone],
        )}
        style={{ left: `min(${bar.left}%, 100% - 4px)`, width: `${bar.width}%` }}
      />
    </div>
  );
}
