import type { AttemptView, StepView } from "../types.ts";
import { shownStatus } from "./waiting-step.model.ts";

export interface TimelineBar {
  attempt: number;
  /** Null: the attempt itself. */
  step: number | null;
  name: string;
  status: StepView["status"] | NonNullable<AttemptView["outcome"]> | "claimed" | "running";
  from: number;
  /** Null: it goes on. */
  to: number | null;
  /** Place on the axis, in percent. */
  left: number;
  width: number;
}

/** Time in which nobody worked on the run, drawn shorter than it was. */
export interface TimelineGap {
  left: number;
  width: number;
  milliseconds: number;
}

export interface Timeline {
  bars: readonly TimelineBar[];
  gaps: readonly TimelineGap[];
}

/** Idle time is drawn as wide as this part of the working time, unless it was shorter. */
const gapShare = 0.08;

type Step = Pick<StepView, "step" | "name" | "status" | "started_at" | "finished_at"> & { attempt: number };
type Span = { from: number; to: number; idle: boolean };

/** Attempts and their steps on one axis, which begins with the run and ends now or with its last attempt. */
export function timelineOf(
  createdAt: string,
  attempts: readonly AttemptView[],
  steps: readonly Step[],
  now: number,
): Timeline {
  const ordered = [...attempts].sort((left, right) => left.number - right.number);
  const spans = spansOf(Date.parse(createdAt), ordered, now);
  const busy = spans.reduce((sum, span) => sum + (span.idle ? 0 : span.to - span.from), 0);
  const shown = (span: Span) => {
    const length = span.to - span.from;
    return span.idle ? Math.min(length, Math.max(busy, 1) * gapShare) : length;
  };
  const total = Math.max(
    1,
    spans.reduce((sum, span) => sum + shown(span), 0),
  );
  const place = (at: number): number => {
    let before = 0;
    for (const span of spans) {
      if (at < span.to) {
        const part = Math.max(0, at - span.from) / Math.max(1, span.to - span.from);
        return ((before + part * shown(span)) / total) * 100;
      }
      before += shown(span);
    }
    return 100;
  };
  const bar = (what: Pick<TimelineBar, "attempt" | "step" | "name" | "status">, from: string, to: string | null) => {
    const begun = Date.parse(from);
    const ended = to === null ? null : Date.parse(to);
    const left = place(begun);
    return { ...what, from: begun, to: ended, left, width: Math.max(0, place(ended ?? now) - left) };
  };
  const bars = ordered.flatMap((attempt) => [
    bar(
      {
        ...{ attempt: attempt.number, step: null, name: `Attempt ${attempt.number}` },
        status: attempt.outcome ?? (attempt.started_at === null ? "claimed" : "running"),
      },
      attempt.claimed_at,
      attempt.finished_at,
    ),
    ...steps
      .filter((step) => step.attempt === attempt.number)
      .sort((left, right) => left.step - right.step)
      .flatMap(({ step, name, status, started_at, finished_at }) =>
        started_at === null
          ? []
          : [
              bar(
                { attempt: attempt.number, step, name, status: shownStatus(status, attempt.outcome === "waiting") },
                ...([started_at, finished_at] as const),
              ),
            ],
      ),
  ]);
  const gaps = spans
    .filter((span) => span.idle && shown(span) < span.to - span.from)
    .map((span) => ({
      left: place(span.from),
      width: (shown(span) / total) * 100,
      milliseconds: span.to - span.from,
    }));
  return { bars, gaps };
}

/** The axis in order: working and idle time by turns. */
function spansOf(created: number, attempts: readonly AttemptView[], now: number): Span[] {
  const spans: Span[] = [];
  let at = created;
  for (const { claimed_at, finished_at } of attempts) {
    const from = Math.max(at, Date.parse(claimed_at));
    const to = Math.max(from, finished_at === null ? now : Date.parse(finished_at));
    if (from > at) spans.push({ from: at, to: from, idle: true });
    spans.push({ from, to, idle: false });
    at = to;
  }
  return spans;
}
