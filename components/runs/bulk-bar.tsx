"use client";
import { type BulkCounts, bulkProgress } from "../../supabase/functions/_shared/contracts/bulk-progress.ts";
import { ProgressBar } from "../ui/progress-bar.tsx";

/** How far a change of many runs is, as a bar; none where nobody knows how many they are. */
export function BulkBar({ operation }: { operation: BulkCounts }) {
  const { through, total } = bulkProgress(operation);
  if (!operation.total_complete || total === 0) return null;
  return <ProgressBar label="Runs gone through" value={through} max={total} />;
}
