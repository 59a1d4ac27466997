"use client";
import type { OverviewBucket, OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { stacked, ticksOf } from "./chart.model.ts";
import { endedCount, type Outcome, outcomes } from "./overview.model.ts";
import { TimeChart } from "./time-chart.tsx";

export interface OutcomesChartProps {
  buckets: readonly OverviewBucket[];
  period: OverviewPeriod;
  /** The sentence that stands for the picture. */
  summary: string;
  onOpen: (from: string, outcome: Outcome) => void;
}

/** Failed ones are hatched, so that they stand out in greyscale too. */
const looks: Readonly<Record<Outcome, { fill: string; stroke?: string }>> = {
  failed: { fill: "url(#failed-runs)", stroke: "var(--color-bad)" },
  cancelled: { fill: "var(--color-line-strong)" },
  succeeded: { fill: "var(--color-ok)" },
};
/** Of a bucket's width. */
const barShare = 0.85;

/** How many runs ended in each bucket, and how. A bar opens its runs. */
export function OutcomesChart({ buckets, period, summary, onOpen }: OutcomesChartProps) {
  const ticks = ticksOf(Math.max(0, ...buckets.map(endedCount)));
  const top = ticks.at(-1) ?? 1;
  const percent = (value: number, of: number) => `${(value / of) * 100}%`;
  return (
    <TimeChart
      {...{ buckets, period, summary, ticks }}
      tip={(bucket) => outcomes.map((outcome) => [outcome, bucket[outcome]])}
    >
      <defs>
        <pattern id="failed-runs" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--color-bad-soft)" />
          <rect width="3" height="5" fill="var(--color-bad)" />
        </pattern>
      </defs>
      {stacked(buckets).map((bars) => (
        <g key={bars.key} data-outcome={bars.key} className="cursor-pointer" {...looks[bars.key]}>
          {bars.map(({ 0: from, 1: to, data }, index) =>
            from === to ? null : (
              // biome-ignore lint/a11y/noStaticElementInteractions: keys open the same from the chart's table
              <rect
                key={data.from}
                x={percent(index + (1 - barShare) / 2, buckets.length)}
                width={percent(barShare, buckets.length)}
                y={percent(top - to, top)}
                height={percent(to - from, top)}
                onClick={() => onOpen(data.from, bars.key)}
              />
            ),
          )}
        </g>
      ))}
    </TimeChart>
  );
}
