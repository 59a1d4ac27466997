import type { SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../../supabase/functions/_shared/database.types.ts";

/** Gives the client; in a browser it is fetched when it is first asked for, so that a page shows itself without it. */
export type Connect = () => Promise<Supabase>;

/** A client with a person's session: everything it reads passes row level security. */
export type Supabase = SupabaseClient<Database>;
