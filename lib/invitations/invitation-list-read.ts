import * as z from "zod";
import { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { Id, Instant } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const InvitationRow = z.object({
  id: Id,
  role: Role,
  email: z.string().nullable(),
  hint: z.string(),
  created_by_name: z.string(),
  created_at: Instant,
  expires_at: Instant,
  accepted_at: Instant.nullable(),
  accepted_by_name: z.string().nullable(),
  revoked_at: Instant.nullable(),
  revoked_by: z.string().nullable(),
});
export type InvitationRow = z.output<typeof InvitationRow>;

const columns =
  "id, role, email, hint, created_by_name, created_at, expires_at, accepted_at, accepted_by_name, revoked_at, revoked_by";

/** The last hundred invitations, newest first; none for those who may not see them. */
export async function readInvitations(supabase: Supabase, signal: AbortSignal) {
  const query = supabase.from("invitations").select(columns).order("id", { ascending: false }).limit(100);
  return await read(query.abortSignal(signal), z.array(InvitationRow));
}
