import { createBrowserClient } from "@supabase/ssr";
import type { Database } from "../../supabase/functions/_shared/database.types.ts";
import type { UiConfig } from "./config.ts";
import type { Supabase } from "./types.ts";

/** The browser's client; its session lives in cookies, so that the server renders with the same one. */
export function createSupabaseInBrowser({ supabaseUrl, publishableKey, cookieName }: UiConfig): Supabase {
  return createBrowserClient<Database>(supabaseUrl, publishableKey, { cookieOptions: { name: cookieName } });
}
