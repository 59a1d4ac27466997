import type { ActionResult } from "../query/action-result.ts";
import { authFailure } from "./auth-failure.ts";
import { callbackUrl } from "./callback-url.ts";
import type { UiConfig } from "./config.ts";
import type { Supabase } from "./types.ts";

/** Leaves for GitHub, which sends the person back to `next`. */
export async function signInWithGithub(supabase: Supabase, config: UiConfig, next: string): Promise<ActionResult> {
  // It brings zod, which the sign-in page does without.
  const { providerIsOn } = await import("./provider-is-on.ts");
  // Where the provider is switched off, Auth would answer a whole page of JSON. What cannot be asked, Auth tells.
  if ((await providerIsOn(config, "github")) === false) {
    return {
      ok: false,
      message: "Sign-in with GitHub is switched off in this project.",
      remedy: "Use your password, or have the GitHub provider switched on in the project's Auth.",
    };
  }
  const redirectTo = callbackUrl(window.location.origin, next);
  const { error } = await supabase.auth.signInWithOAuth({ provider: "github", options: { redirectTo } });
  return error ? authFailure(error) : { ok: true };
}
