"use client";
import type { ReactNode } from "react";
import { CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import type { OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { numberText } from "../status/number.model.ts";
import { bucketLabel, labelEvery } from "./overview.model.ts";

export const chartHeight = 192;
export const chartMargin = { top: 8, right: 8, bottom: 0, left: 0 };
const axis = {
  stroke: "var(--color-line-strong)",
  tick: { fill: "var(--color-muted)", fontSize: 11 },
  tickLine: false,
};

/** Grid, axes and tip that all charts over time share. Called, not rendered: a chart looks for its parts among its own children. */
export function timeAxes(buckets: number, period: OverviewPeriod, row: (index: string) => ReactNode) {
  return [
    <CartesianGrid key="grid" vertical={false} stroke="var(--color-line)" />,
    <XAxis
      key="x"
      dataKey="from"
      tickFormatter={(from: string) => bucketLabel(from, period)}
      // A number, so that no label is measured; that took longer than drawing the chart.
      interval={labelEvery(buckets, period) - 1}
      {...axis}
    />,
    <YAxis
      key="y"
      interval={0}
      allowDecimals={false}
      width={36}
      tickFormatter={numberText}
      {...axis}
      axisLine={false}
    />,
    <Tooltip
      key="tip"
      isAnimationActive={false}
      cursor={{ fill: "var(--color-hover)", stroke: "var(--color-line-strong)" }}
      content={({ active, label }) => (active && label !== undefined ? row(String(label)) : null)}
    />,
  ];
}

/** What the tip on a chart says. */
export function Tip({ title, lines }: { title: string; lines: readonly [name: string, value: string][] }) {
  return (
    <div className="rounded-md border border-line bg-raised px-2.5 py-1.5 text-sm shadow-pop">
      <p className="font-medium">{title}</p>
      {lines.map(([name, value]) => (
        <p key={name} className="flex justify-between gap-4 text-muted">
          {name} <span className="text-text">{value}</span>
        </p>
      ))}
    </div>
  );
}
