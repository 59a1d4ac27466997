import type { BulkOperation } from "../../supabase/functions/_shared/contracts/bulk-operation.ts";
import { type BulkCounts, bulkProgressText } from "../../supabase/functions/_shared/contracts/bulk-progress.ts";
import { mistyped } from "../form/typed-target.model.ts";
import { numberText } from "../status/number.model.ts";
import type { ActionFailure } from "../types.ts";

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

/** How many of the chosen runs are of templates that ask for confirmation; there may be more where the count is not complete. */
export interface Confirming {
  count: number;
  complete: boolean;
}

export function confirmingText({ count, complete }: Confirming): string {
  return complete && count === 1
    ? "1 of them is of a template that asks for confirmation"
    : `${complete ? "" : "At least "}${numberText(count)} of them are of templates that ask for confirmation`;
}

/** What a retry of many still wants; null: nothing. */
export function whyUnconfirmed(typed: string, confirming: Confirming | null): ActionFailure | null {
  if (confirming === null) {
    const message = "It could not be read how many of them are of templates that ask for confirmation.";
    return { ok: false, message, remedy: "Close this and try again." };
  }
  const wrong = confirming.count === 0 ? null : mistyped(typed, String(confirming.count));
  return wrong === null ? null : { ok: false, message: wrong, field: "target" };
}
