import { sha256Hex } from "../../supabase/functions/_shared/contracts/sha256.ts";
import { accessToken } from "../control-room.ts";
import { createOpsClient } from "../ops-client/index.ts";
import { type ActionResult, actionResult } from "../query/action-result.ts";
import { executorUrl, type UiConfig } from "../supabase/config.ts";
import type { Supabase } from "../supabase/types.ts";
import { signUpOrIn } from "./sign-up-or-in.ts";

/**
 * Signs the person up (or in, where a first try got that far) and turns the one-time code into the role of an admin. Only the code's
 * hash is sent.
 */
export async function completeSetup(
  supabase: Supabase,
  { supabaseUrl }: UiConfig,
  code: string,
  { name, email, password }: { name: string; email: string; password: string },
): Promise<ActionResult> {
  const signedIn = await signUpOrIn(supabase, email, password);
  if (!signedIn.ok) return signedIn;
  const ops = createOpsClient({ url: executorUrl(supabaseUrl), credential: () => accessToken(supabase) });
  return await actionResult(ops.completeSetup({ code_sha256: await sha256Hex(code), display_name: name.trim() }));
}
