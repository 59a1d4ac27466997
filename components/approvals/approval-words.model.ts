import type { Approval } from "../../supabase/functions/_shared/contracts/approval.ts";
import { deadlineTexts } from "../../supabase/functions/_shared/contracts/approval-text.ts";

/** `1 of 2 approvals`. */
export function countText({ decisions, min_count }: Approval): string {
  const given = decisions.filter(({ decision }) => decision === "approve").length;
  return `${given} of ${min_count} ${min_count === 1 ? "approval" : "approvals"}`;
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
