import type { ActionResult } from "../query/action-result.ts";
import { authFailure } from "./auth-failure.ts";
import { callbackUrl } from "./callback-url.ts";
import type { Supabase } from "./types.ts";

/** Leaves for GitHub, which sends the person back to `next`. */
export async function signInWithGithub(supabase: Supabase, next: string): Promise<ActionResult> {
  const redirectTo = callbackUrl(window.location.origin, next);
  const { error } = await supabase.auth.signInWithOAuth({ provider: "github", options: { redirectTo } });
  return error ? authFailure(error) : { ok: true };
}
