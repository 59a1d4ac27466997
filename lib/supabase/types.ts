import type { SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../../supabase/functions/_shared/database.types.ts";

/** A client with a person's session: everything it reads passes row level security. */
export type Supabase = SupabaseClient<Database>;
