import { cookies } from "next/headers";
import { cache } from "react";
import { createSupabaseOnServer } from "../lib/supabase/server.ts";
import type { Supabase } from "../lib/supabase/types.ts";

/** The client of the request being rendered, one for all of its reads. */
export const supabaseOfRequest = cache(async (): Promise<Supabase> => {
  const store = await cookies();
  return createSupabaseOnServer({
    getAll: () => store.getAll(),
    setAll: (changed) => {
      try {
        for (const { name, value, options } of changed) store.set(name, value, options);
      } catch {
        // A page that is being rendered cannot set cookies; proxy.ts has refreshed the session before it.
      }
    },
  });
});
