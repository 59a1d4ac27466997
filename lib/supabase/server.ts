import { createServerClient, type SetAllCookies } from "@supabase/ssr";
import type { Database } from "../../supabase/functions/_shared/database.types.ts";
import { environment } from "../env.ts";
import { cookieNameFor, type UiConfig } from "./config.ts";
import type { Supabase } from "./types.ts";

/** Where a request's cookies are read and, if its answer is not under way yet, written. */
export interface CookieStore {
  getAll(): { name: string; value: string }[];
  setAll: SetAllCookies;
}

/** The configuration that goes to the browser. */
export function uiConfig(): UiConfig {
  const { SUPABASE_URL, OPS_UI_SUPABASE_URL = SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY } = environment();
  return {
    supabaseUrl: OPS_UI_SUPABASE_URL,
    publishableKey: SUPABASE_PUBLISHABLE_KEY,
    cookieName: cookieNameFor(OPS_UI_SUPABASE_URL),
  };
}

/** A client for one request, with the session of its cookies. */
export function createSupabaseOnServer(cookies: CookieStore): Supabase {
  const { publishableKey, cookieName } = uiConfig();
  return createServerClient<Database>(environment().SUPABASE_URL, publishableKey, {
    cookies,
    cookieOptions: { name: cookieName },
  });
}
