"use client";
import { Bar, BarChart } from "recharts";
import type { OverviewBucket, OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { numberText } from "../status/number.model.ts";
import { chartHeight, chartMargin, Tip, timeAxes } from "./chart-parts.tsx";
import { bucketLabel, type Outcome } from "./overview.model.ts";

export interface OutcomesChartProps {
  buckets: readonly OverviewBucket[];
  period: OverviewPeriod;
  /** The sentence that stands for the picture. */
  summary: string;
  onOpen: (from: string, outcome: Outcome) => void;
}

/** Failed ones stand at the bottom, on the line, hatched: what matters is seen first, in greyscale too. */
const bars = [
  { outcome: "failed", fill: "url(#failed-runs)", stroke: "var(--color-bad)" },
  { outcome: "cancelled", fill: "var(--color-line-strong)", stroke: "none" },
  { outcome: "succeeded", fill: "var(--color-ok)", stroke: "none" },
] as const;

/** How many runs ended in each bucket, and how. A bar opens its runs. */
export function OutcomesChart({ buckets, period, summary, onOpen }: OutcomesChartProps) {
  const tip = (from: string) => {
    const bucket = buckets.find((one) => one.from === from);
    if (bucket === undefined) return null;
    const lines = [...bars].reverse().map(({ outcome }) => [outcome, numberText(bucket[outcome])] as [string, string]);
    return <Tip title={bucketLabel(from, period)} lines={lines} />;
  };
  return (
    <BarChart
      responsive
      style={{ width: "100%", height: chartHeight }}
      margin={chartMargin}
      data={[...buckets]}
      barCategoryGap="15%"
      title={summary}
    >
      <defs>
        <pattern id="failed-runs" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--color-bad-soft)" />
          <rect width="3" height="5" fill="var(--color-bad)" />
        </pattern>
      </defs>
      {timeAxes(buckets.length, period, tip)}
      {bars.map(({ outcome, fill, stroke }) => (
        <Bar
          key={outcome}
          dataKey={outcome}
          stackId="ended"
          fill={fill}
          stroke={stroke}
          isAnimationActive={false}
          cursor="pointer"
          onClick={(_bar, index) => {
            const bucket = buckets[index];
            if (bucket !== undefined) onOpen(bucket.from, outcome);
          }}
        />
      ))}
    </BarChart>
  );
}
