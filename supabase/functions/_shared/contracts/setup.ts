import * as z from "zod";
import { Sha256, Uuid } from "./ids.ts";
import { shortText } from "./text.ts";

/**
 * Makes the caller, who is signed in but no operator yet, the first admin. `code_sha256` is the hash of the one-time code that the
 * installation prints; it works once.
 */
export const CompleteSetupInput = z.strictObject({ code_sha256: Sha256, display_name: shortText(100) });
export const CompleteSetupOutput = z.object({ user_id: Uuid, display_name: z.string(), role: z.literal("admin") });
