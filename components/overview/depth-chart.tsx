"use client";
import { Line, LineChart } from "recharts";
import type { OverviewBucket, OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { numberText } from "../status/number.model.ts";
import { chartHeight, chartMargin, Tip, timeAxes } from "./chart-parts.tsx";
import { bucketLabel } from "./overview.model.ts";

export interface DepthChartProps {
  buckets: readonly OverviewBucket[];
  period: OverviewPeriod;
  /** The sentence that stands for the picture. */
  summary: string;
  onOpen: (status: "queued" | "active") => void;
}

const line = { type: "stepAfter", strokeWidth: 1.75, dot: false, isAnimationActive: false } as const;

/** How many runs waited and how many were at work at the end of each bucket. A line opens what is so now. */
export function DepthChart({ buckets, period, summary, onOpen }: DepthChartProps) {
  const tip = (from: string) => {
    const bucket = buckets.find((one) => one.from === from);
    if (bucket === undefined) return null;
    const lines: [string, string][] = [
      ["queued", numberText(bucket.queued)],
      ["at work", numberText(bucket.active)],
    ];
    return <Tip title={bucketLabel(from, period)} lines={lines} />;
  };
  return (
    <LineChart
      responsive
      style={{ width: "100%", height: chartHeight }}
      margin={chartMargin}
      data={[...buckets]}
      title={summary}
    >
      {timeAxes(buckets.length, period, tip)}
      <Line
        {...line}
        dataKey="queued"
        stroke="var(--color-muted)"
        strokeDasharray="4 3"
        cursor="pointer"
        onClick={() => onOpen("queued")}
      />
      <Line {...line} dataKey="active" stroke="var(--color-accent)" cursor="pointer" onClick={() => onOpen("active")} />
    </LineChart>
  );
}
