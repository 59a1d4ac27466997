import type { BulkOperation } from "../../supabase/functions/_shared/contracts/bulk-operation.ts";
import { type BulkCounts, bulkProgressText } from "../../supabase/functions/_shared/contracts/bulk-progress.ts";
import { numberText } from "../status/number.model.ts";

export type BulkAction = BulkOperation["action"];
/** What a bulk change is about: the rows that were ticked, or all runs that the filters show. */
export type BulkTarget = { kind: "ticked"; runIds: readonly number[] } | { kind: "matching"; count: string };

const verbs: Readonly<Record<BulkAction, { verb: string; past: string }>> = {
  cancel: { verb: "Cancel", past: "cancelled" },
  retry: { verb: "Retry", past: "retried" },
};

/** The question of the dialog. */
export function bulkTitle(action: BulkAction, target: BulkTarget): string {
  const { verb } = verbs[action];
  if (target.kind === "matching") return `${verb} all that match (${target.count})?`;
  const { length } = target.runIds;
  return length === 1 ? `${verb} run ${target.runIds[0]}?` : `${verb} ${length} runs?`;
}

/** How far it is, or how it ended. */
export function bulkText(operation: BulkCounts & Pick<BulkOperation, "action" | "status">): string {
  const { action, status, done, skipped, failed } = operation;
  const parts = [`${numberText(done)} ${verbs[action].past}`];
  if (skipped > 0) parts.push(`${numberText(skipped)} had gone on meanwhile`);
  if (failed > 0) parts.push(`${numberText(failed)} refused`);
  const told = parts.join(", ");
  if (status === "done") return `${told}.`;
  return `${bulkProgressText(operation, numberText)}: ${told}${status === "running" ? "…" : ", then stopped."}`;
}
