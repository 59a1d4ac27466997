import type { FaultName } from "../../supabase/local/faults.ts";

/** The checks of the conformance suite that each fault turns red, by the names they have there. No other may turn red. */
export const NAMED_CHECKS: Readonly<Record<FaultName, readonly string[]>> = {
  join_without_authorization: ["who is no member is refused at a private channel, with the reason"],
  broadcast_before_commit: ["a broadcast arrives after commit only: not before it, and never after a rollback"],
  expired_token_accepted: [
    "a token that has expired reads nothing",
    "a token that has expired joins nothing",
    "a channel ends when its token expires",
  ],
  order_lost: ["broadcasts arrive in the order of their commits"],
  message_doubled: ["each broadcast arrives exactly once"],
  anonymous_read: ["who has no session reads nothing that no policy gives"],
  signed_url_never_expires: ["a signed URL opens its file without a key, until it expires"],
  error_shape_wrong: ["an exception raised by a function keeps its code, message, details and hint"],
  grants_leaked: ["a table that was granted to nobody shows nothing to anybody, whatever its policies say"],
  refresh_token_reusable: ["a refresh token is used once: after the grace time it is refused"],
};

export const ALL_CHECKS: readonly string[] = Object.values(NAMED_CHECKS).flat();
