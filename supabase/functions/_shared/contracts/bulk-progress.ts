import type { BulkOperation } from "./bulk-operation.ts";

export type BulkCounts = Pick<BulkOperation, "total" | "total_complete" | "done" | "skipped" | "failed">;

/** How many runs it has come through, of how many. Runs that have begun to meet the filter meanwhile may make it more than there were. */
export function bulkProgress({ total, done, skipped, failed }: BulkCounts): { through: number; total: number } {
  const through = done + skipped + failed;
  return { through, total: Math.max(total, through) };
}

/** `123 of 400`, `123 of more than 200000`. */
export function bulkProgressText(counts: BulkCounts, write: (count: number) => string = String): string {
  const { through, total } = bulkProgress(counts);
  return `${write(through)} of ${counts.total_complete ? "" : "more than "}${write(total)}`;
}
