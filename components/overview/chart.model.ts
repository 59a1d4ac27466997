import type { OverviewBucket } from "../../supabase/functions/_shared/contracts/overview.ts";
import type { Outcome } from "./overview.model.ts";

/** About so many spaces between the lines of a chart's grid. */
const spaces = 4;

/** Round numbers from zero to the highest value or just above it, where a chart's grid has its lines. Whole ones, and at least two. */
export function ticksOf(most: number): number[] {
  const rough = Math.max(1, most) / spaces;
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((times) => times * unit).find((size) => size >= rough) ?? unit;
  const count = Math.ceil(Math.max(1, most) / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Failed ones stand at the bottom, on the line: what matters is seen first. */
export const stacked = ["failed", "cancelled", "succeeded"] as const satisfies readonly Outcome[];

/** How many runs of a bucket stand below those of an outcome. */
export function below(bucket: Pick<OverviewBucket, Outcome>, outcome: Outcome): number {
  return stacked.slice(0, stacked.indexOf(outcome)).reduce((sum, other) => sum + bucket[other], 0);
}

/** A line through values that each hold for one bucket, as an SVG path: a bucket is one wide, zero is at `top`. */
export function stepsPath(values: readonly number[], top: number): string {
  return values.map((value, index) => `${index === 0 ? "M0 " : "V"}${top - value}H${index + 1}`).join("");
}

/** The bucket at a place between 0, the left edge, and 1. */
export function bucketAt(place: number, buckets: number): number {
  return Math.min(buckets - 1, Math.max(0, Math.floor(place * buckets)));
}
