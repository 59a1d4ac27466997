import type { FaultName } from "../faults.ts";

/** `refresh_token_reusable`: a refresh token that was used up counts as a fresh one. */
export function isUsedUp(faults: ReadonlySet<FaultName>, revoked: boolean): boolean {
  return revoked && !faults.has("refresh_token_reusable");
}
