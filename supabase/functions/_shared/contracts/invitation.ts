import * as z from "zod";
import { Role } from "./api-key.ts";
import { Id, Instant, Sha256 } from "./ids.ts";
import { shortText } from "./text.ts";

/** What stands in the link: `inv_` and 32 random bytes in base64url. */
export const InvitationToken = z.string().regex(/^inv_[A-Za-z0-9_-]{43}$/);

/** The caller makes the token and sends only its SHA-256, so the link is nowhere but with whom it is shown to. */
export const CreateInvitationInput = z.strictObject({
  role: Role,
  /** Only an account with this address may accept; absent: whoever holds the link. */
  email: z.email().max(255).optional(),
  expires_in_hours: z.int().min(1).max(720),
  token_sha256: Sha256,
  /** The token's first characters, by which people tell links apart. */
  hint: z.string().regex(/^inv_[A-Za-z0-9_-]{4}$/),
});
export const InvitationOutput = z.object({ invitation_id: Id, expires_at: Instant });
export const RevokeInvitationInput = z.strictObject({ invitation_id: Id });

export const AcceptInvitationInput = z.strictObject({ token_sha256: Sha256, display_name: shortText(100) });
export const CheckInvitationInput = z.strictObject({ token_sha256: Sha256 });
/** What a link would make of its holder; `obstacle` says why it will not. All null: there is no such invitation. */
export const CheckInvitationOutput = z.object({
  obstacle: z.string().nullable(),
  role: Role.nullable(),
  invited_by: z.string().nullable(),
  expires_at: Instant.nullable(),
});
