import type { Approval } from "../../supabase/functions/_shared/contracts/approval.ts";
import { deadlineTexts, rolesText } from "../../supabase/functions/_shared/contracts/approval-text.ts";

/** `1 of 2 approvals`. */
export function countText({ decisions, min_count }: Approval): string {
  const given = decisions.filter(({ decision }) => decision === "approve").length;
  return `${given} of ${min_count} ${min_count === 1 ? "approval" : "approvals"}`;
}

/** Who may decide, and how many have to: `2 people of the role admin or operator, not who asked for the run`. */
export function decidersText({
  roles,
  min_count,
  not_requester,
}: Pick<Approval, "roles" | "min_count" | "not_requester">) {
  const who = `${min_count === 1 ? "1 person" : `${min_count} people`} of the role ${rolesText(roles)}`;
  return not_requester ? `${who}, not who asked for the run` : who;
}

/** As much of a digest as people compare. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);

/** What becomes of it when nobody decides. */
export const atDeadline = ({ on_deadline }: Approval): string => deadlineTexts[on_deadline];

const statuses: Readonly<Record<Approval["status"], { word: string; tone: "ok" | "bad" | "warn" | "neutral" }>> = {
  pending: { word: "Waiting", tone: "warn" },
  approved: { word: "Approved", tone: "ok" },
  rejected: { word: "Rejected", tone: "bad" },
  expired: { word: "Expired", tone: "bad" },
  cancelled: { word: "Cancelled", tone: "neutral" },
};
export const statusOf = ({ status }: Approval) => statuses[status];
