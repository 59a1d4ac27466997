import { createBrowserClient } from "@supabase/ssr";
import type { Database } from "../../supabase/functions/_shared/database.types.ts";
import type { UiConfig } from "./config.ts";
import type { Supabase } from "./types.ts";

/** Pauses before the socket is opened again, in ms; the last one from then on. Somebody is watching, so they are short. */
const reconnectMs = [500, 1_000, 2_000];
const lastReconnectMs = 3_000;

/** The browser's client; its session lives in cookies, so that the server renders with the same one. */
export function createSupabaseInBrowser({ supabaseUrl, publishableKey, cookieName }: UiConfig): Supabase {
  return createBrowserClient<Database>(supabaseUrl, publishableKey, {
    cookieOptions: { name: cookieName },
    realtime: {
      // Jitter, so that all windows do not come back together.
      reconnectAfterMs: (tries) => (reconnectMs[tries - 1] ?? lastReconnectMs) * (0.75 + Math.random() / 2),
      // A connection that died silently is noticed by a missing answer to this, in ms.
      heartbeatIntervalMs: 10_000,
    },
  });
}
