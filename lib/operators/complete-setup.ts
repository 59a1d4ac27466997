import { sha256Hex } from "../../supabase/functions/_shared/contracts/sha256.ts";
import { accessToken } from "../control-room.ts";
import { createOpsClient } from "../ops-client/index.ts";
import { type ActionResult, actionResult } from "../query/action-result.ts";
import { authFailure } from "../supabase/auth-failure.ts";
import { executorUrl, type UiConfig } from "../supabase/config.ts";
import type { Supabase } from "../supabase/types.ts";

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
  const signedIn = await signUpOrIn(supabase, email.trim(), password);
  if (!signedIn.ok) return signedIn;
  const ops = createOpsClient({ url: executorUrl(supabaseUrl), credential: () => accessToken(supabase) });
  return await actionResult(ops.completeSetup({ code_sha256: await sha256Hex(code), display_name: name.trim() }));
}

async function signUpOrIn(supabase: Supabase, email: string, password: string): Promise<ActionResult> {
  const { data, error } = await supabase.auth.signUp({ email, password });
  if (error?.code === "user_already_exists") {
    const again = await supabase.auth.signInWithPassword({ email, password });
    return again.error ? authFailure(again.error) : { ok: true };
  }
  if (error) return authFailure(error);
  if (data.session !== null) return { ok: true };
  const remedy = "Follow its link, then open this address again and enter the same password.";
  return { ok: false, message: `A mail was sent to ${email} to confirm the address.`, remedy };
}
