import type { FaultName } from "../faults.ts";

/** `signed_url_never_expires`: the age of a signed URL does not matter. */
export function ignoresExpiry(faults: ReadonlySet<FaultName>): { anyAge: boolean } {
  return { anyAge: faults.has("signed_url_never_expires") };
}
