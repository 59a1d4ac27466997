"use client";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import type { OverviewBucket, OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { useInBrowser } from "../status/clock.tsx";
import { numberText } from "../status/number.model.ts";
import { bucketAt } from "./chart.model.ts";
import { bucketLabel, labelEvery } from "./overview.model.ts";

export interface TimeChartProps {
  buckets: readonly OverviewBucket[];
  period: OverviewPeriod;
  /** The sentence that stands for the picture. */
  summary: string;
  /** Where the grid has its lines, from zero to the top. */
  ticks: readonly number[];
  /** What the tip says of a bucket. */
  tip: (bucket: OverviewBucket) => readonly [name: string, value: number][];
  /** What is drawn over the grid: parts of an SVG, placed in percent. */
  children: ReactNode;
}

const percent = (share: number) => `${share * 100}%`;
const labelStyle = "absolute text-[11px] text-muted leading-none";

/**
 * A picture over time with its grid, axes and a tip for the bucket under the pointer or, by arrows, for one after the other. It is placed in
 * percent, so that nothing has to be measured and it is in the first answer; only its times wait for the browser's zone.
 */
export function TimeChart({ buckets, period, summary, ticks, tip, children }: TimeChartProps) {
  const [at, setAt] = useState<number | null>(null);
  const inBrowser = useInBrowser();
  const top = ticks.at(-1) ?? 1;
  const every = labelEvery(buckets.length, period);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined) setAt((before) => Math.min(buckets.length - 1, Math.max(0, (before ?? -1) + step)));
    else if (event.key === "Escape") setAt(null);
    else return;
    event.preventDefault();
  };
  const told = at === null ? undefined : buckets[at];
  return (
    <div
      role="application"
      aria-roledescription="chart"
      aria-label={summary}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows move its tip
      tabIndex={0}
      className="relative mt-2 mr-2 mb-6 ml-9 h-40"
      onPointerMove={({ clientX, currentTarget }) => {
        const { left, width } = currentTarget.getBoundingClientRect();
        setAt(bucketAt((clientX - left) / width, buckets.length));
      }}
      onPointerLeave={() => setAt(null)}
      onBlur={() => setAt(null)}
      onKeyDown={onKeyDown}
    >
      <svg aria-hidden="true" className="absolute inset-0 size-full overflow-visible">
        {at !== null && (
          <rect
            {...{ x: percent(at / buckets.length), width: percent(1 / buckets.length), height: "100%" }}
            fill="var(--color-hover)"
          />
        )}
        {ticks.map((tick) => (
          <line
            key={tick}
            {...{ x1: 0, x2: "100%", y1: percent(1 - tick / top), y2: percent(1 - tick / top) }}
            stroke={tick === 0 ? "var(--color-line-strong)" : "var(--color-line)"}
          />
        ))}
        {children}
      </svg>
      <div aria-hidden>
        {ticks.map((tick) => (
          <span
            key={tick}
            className={`${labelStyle} right-full mr-2 translate-y-1/2`}
            style={{ bottom: percent(tick / top) }}
          >
            {numberText(tick)}
          </span>
        ))}
        {inBrowser &&
          buckets.map(({ from }, index) =>
            index % every === 0 ? (
              <span
                key={from}
                className={`${labelStyle} -translate-x-1/2 top-full mt-2 whitespace-nowrap`}
                style={{ left: percent((index + 0.5) / buckets.length) }}
              >
                {bucketLabel(from, period)}
              </span>
            ) : null,
          )}
      </div>
      {told !== undefined && at !== null && (
        <div
          role="status"
          className="pointer-events-none absolute top-0 z-10 mx-3 rounded-md border border-line bg-raised px-2.5 py-1.5 text-sm shadow-pop"
          style={
            at < buckets.length / 2
              ? { left: percent((at + 1) / buckets.length) }
              : { right: percent(1 - at / buckets.length) }
          }
        >
          <p className="whitespace-nowrap font-medium">{bucketLabel(told.from, period)}</p>
          {tip(told).map(([name, value]) => (
            <p key={name} className="flex justify-between gap-4 whitespace-nowrap text-muted">
              {name} <span className="text-text">{numberText(value)}</span>
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
