import type { Approval } from "../supabase/functions/_shared/contracts/approval.ts";
import { deadlineTexts, decidersText } from "../supabase/functions/_shared/contracts/approval-text.ts";
import { type Output, table } from "./output.ts";
import { utc } from "./time.ts";

/** As much of a digest is shown, and has to be repeated by who decides. */
export const digestLength = 12;

/** One line each; a digest is cut to as much as has to be repeated. */
export function showApprovals(approvals: Approval[]): string {
  return table(
    ["RUN", "STATUS", "ASKS", "APPROVED BY", "NEEDS", "DEADLINE (UTC)", "DIGEST"],
    approvals.map((approval) => [
      ...[approval.run_id, approval.status, approval.title, approverNames(approval), approval.min_count],
      ...[utc(approval.deadline_at).slice(0, 16), approval.digest.slice(0, digestLength)],
    ]),
  );
}

const approverNames = ({ decisions }: Approval): string | null =>
  decisions
    .filter(({ decision }) => decision === "approve")
    .map((one) => one.actor_name)
    .join(", ") || null;

/** With who may decide, what becomes of it else, what it says and what it wants. */
export function showApproval(approval: Approval, output: Output): string {
  const fields = JSON.stringify(approval.input ?? approval.input_schema.properties ?? {});
  return [
    showApprovals([approval]),
    "",
    `Decided by ${decidersText(approval)}; without a decision at the deadline ${deadlineTexts[approval.on_deadline]}.`,
    ...(approval.body === "" ? [] : ["", output.foreign(approval.body)]),
    ...(fields === "{}" ? [] : ["", `Input: ${output.foreign(fields)}`]),
  ].join("\n");
}
