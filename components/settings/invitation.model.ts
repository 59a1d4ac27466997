import type { InvitationView } from "../types.ts";

export type InvitationState = "open" | "accepted" | "revoked" | "expired";

/** What has become of a link by now (ms since the epoch); only an open one can be accepted. */
export function invitationState(
  { accepted_at, revoked_at, expires_at }: Pick<InvitationView, "accepted_at" | "revoked_at" | "expires_at">,
  now: number,
): InvitationState {
  if (accepted_at !== null) return "accepted";
  if (revoked_at !== null) return "revoked";
  return Date.parse(expires_at) <= now ? "expired" : "open";
}

/** How long a link may be good for. */
export const validities: readonly { hours: number; label: string }[] = [
  { hours: 24, label: "1 day" },
  { hours: 72, label: "3 days" },
  { hours: 168, label: "7 days" },
  { hours: 720, label: "30 days" },
];

/** The address that is given to the invited person. */
export function invitationLink(origin: string, token: string): string {
  return `${origin}/invite/${token}`;
}
