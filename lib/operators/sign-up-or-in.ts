import type { ActionResult } from "../query/action-result.ts";
import { authFailure } from "../supabase/auth-failure.ts";
import type { Supabase } from "../supabase/types.ts";

/** Signs a person up, or in where there is an account with this e-mail already. */
export async function signUpOrIn(supabase: Supabase, address: string, password: string): Promise<ActionResult> {
  const email = address.trim();
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
