import type { Approval } from "../../supabase/functions/_shared/contracts/approval.ts";

/** Who looks at it. */
export interface Viewer {
  userId: string;
  role: string;
}

const actorOf = ({ userId }: Viewer) => `operator:${userId}`;

/** Why this person has nothing to decide on a pending approval; null: they may. The database has the last word. */
export function whyNot(approval: Approval, viewer: Viewer): string | null {
  const mine = approval.decisions.find(({ actor }) => actor === actorOf(viewer));
  if (!approval.roles.includes(viewer.role)) return `It is decided by the role ${approval.roles.join(" or ")}.`;
  if (approval.not_requester && approval.asked_by.includes(actorOf(viewer)))
    return "You asked for this run (by hand, by your schedule, by an API key of yours or by a retry), so somebody else has to decide.";
  if (mine?.decision === "approve") return "You have approved it; somebody else has to, too.";
  return null;
}

/** Pending approvals, those that wait for this person apart from those that wait for others. */
export function sortForViewer(pending: readonly Approval[], viewer: Viewer) {
  const mine = pending.filter((approval) => whyNot(approval, viewer) === null);
  return { mine, others: pending.filter((approval) => !mine.includes(approval)) };
}
