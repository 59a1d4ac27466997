import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { invitationKeys } from "./keys.ts";

export type { InvitationRow } from "./invitation-list-read.ts";

/** The last hundred invitations, newest first; none for those who may not see them. */
export function invitationListQuery(connect: Connect) {
  return queryOptions({
    queryKey: invitationKeys.list,
    queryFn: async ({ signal }) => (await import("./invitation-list-read.ts")).readInvitations(await connect(), signal),
  });
}
