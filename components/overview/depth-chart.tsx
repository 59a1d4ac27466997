"use client";
import type { OverviewBucket, OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { stepsPath, ticksOf } from "./chart.model.ts";
import { TimeChart } from "./time-chart.tsx";

export interface DepthChartProps {
  buckets: readonly OverviewBucket[];
  period: OverviewPeriod;
  /** The sentence that stands for the picture. */
  summary: string;
  onOpen: (status: "queued" | "active") => void;
}

const looks = [
  { status: "queued", stroke: "var(--color-muted)", strokeDasharray: "4 3" },
  { status: "active", stroke: "var(--color-accent)" },
] as const;
/** A line that is as easy to press as a bar, in px. */
const pressed = 12;

/** How many runs waited and how many were at work at the end of each bucket. A line opens what is so now. */
export function DepthChart({ buckets, period, summary, onOpen }: DepthChartProps) {
  const ticks = ticksOf(Math.max(0, ...buckets.flatMap(({ queued, active }) => [queued, active])));
  const top = ticks.at(-1) ?? 1;
  return (
    <TimeChart
      {...{ buckets, period, summary, ticks }}
      tip={({ queued, active }) => [
        ["queued", queued],
        ["at work", active],
      ]}
    >
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${buckets.length} ${top}`}
        preserveAspectRatio="none"
        fill="none"
        className="cursor-pointer overflow-visible"
      >
        {looks.map(({ status, ...look }) => {
          const line = {
            d: stepsPath(
              buckets.map((bucket) => bucket[status]),
              top,
            ),
            vectorEffect: "non-scaling-stroke",
          };
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: keys open the same from the chart's legend
            <g key={status} data-line={status} onClick={() => onOpen(status)}>
              <path {...line} {...look} strokeWidth={1.75} />
              <path {...line} stroke="transparent" strokeWidth={pressed} />
            </g>
          );
        })}
      </svg>
    </TimeChart>
  );
}
