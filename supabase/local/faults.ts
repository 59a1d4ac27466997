/**
 * Design faults that can be switched on to prove that the conformance suite notices them. Never on in normal use.
 * A service implements its own in a file `faults.ts` and asks for one in a single line.
 */
export const FAULT_NAMES = [
  "join_without_authorization",
  "broadcast_before_commit",
  "expired_token_accepted",
  "order_lost",
  "message_doubled",
  "anonymous_read",
  "signed_url_never_expires",
  "error_shape_wrong",
  "grants_leaked",
  "refresh_token_reusable",
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

export const NO_FAULTS: ReadonlySet<FaultName> = new Set();
