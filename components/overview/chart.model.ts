import { nice, ticks } from "d3-array";
import { curveStepAfter, line, type Series, stack } from "d3-shape";
import type { OverviewBucket } from "../../supabase/functions/_shared/contracts/overview.ts";
import type { Outcome } from "./overview.model.ts";

/** About so many spaces between the lines of a chart's grid. */
const spaces = 4;

/** Round numbers from zero to the highest value or just above it, where a chart's grid has its lines. Whole ones, and at least two. */
export function ticksOf(most: number): number[] {
  const [bottom, top] = nice(0, Math.max(1, most), spaces);
  return ticks(bottom, top, spaces).filter(Number.isInteger);
}

type Counts = Pick<OverviewBucket, Outcome>;
/** Failed ones stand at the bottom, on the line: what matters is seen first. */
const upwards = ["failed", "cancelled", "succeeded"] as const satisfies readonly Outcome[];

/** The bars of each outcome: of every bucket, from where to where. */
export function stacked<Bucket extends Counts>(buckets: readonly Bucket[]): Series<Bucket, Outcome>[] {
  return stack<Bucket, Outcome>()
    .keys(upwards)
    .value((bucket, outcome) => bucket[outcome])(buckets);
}

/** A line through values that each hold for one bucket, as an SVG path: a bucket is one wide, zero is at `top`. */
export function stepsPath(values: readonly number[], top: number): string {
  const steps = line<number>(
    (_, index) => index,
    (value) => top - value,
  ).curve(curveStepAfter);
  return steps([...values, ...values.slice(-1)]) ?? "";
}

/** The bucket at a place between 0, the left edge, and 1. */
export function bucketAt(place: number, buckets: number): number {
  return Math.min(buckets - 1, Math.max(0, Math.floor(place * buckets)));
}
