import { z } from "zod";
import type { ActionResult } from "../query/action-result.ts";
import { authFailure } from "./auth-failure.ts";
import { callbackUrl } from "./callback-url.ts";
import type { UiConfig } from "./config.ts";
import type { Supabase } from "./types.ts";

const AuthSettings = z.object({ external: z.record(z.string(), z.boolean()) });

/** Leaves for GitHub, which sends the person back to `next`. */
export async function signInWithGithub(supabase: Supabase, config: UiConfig, next: string): Promise<ActionResult> {
  // Where the provider is switched off, Auth would answer a whole page of JSON.
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

/** What the project says of itself; undefined when it cannot be asked, which Auth then tells. */
async function providerIsOn({ supabaseUrl, publishableKey }: UiConfig, name: string): Promise<boolean | undefined> {
  try {
    const answer = await fetch(`${supabaseUrl}/auth/v1/settings`, { headers: { apikey: publishableKey } });
    return AuthSettings.parse(await answer.json()).external[name] ?? false;
  } catch {
    return undefined;
  }
}
