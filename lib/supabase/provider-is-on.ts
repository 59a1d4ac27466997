import * as z from "zod";
import type { UiConfig } from "./config.ts";

const AuthSettings = z.object({ external: z.record(z.string(), z.boolean()) });

/** What the project says of a way to sign in; undefined when it cannot be asked. */
export async function providerIsOn(
  { supabaseUrl, publishableKey }: UiConfig,
  name: string,
): Promise<boolean | undefined> {
  try {
    const answer = await fetch(`${supabaseUrl}/auth/v1/settings`, { headers: { apikey: publishableKey } });
    return AuthSettings.parse(await answer.json()).external[name] ?? false;
  } catch {
    return undefined;
  }
}
