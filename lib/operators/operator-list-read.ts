import * as z from "zod";
import { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { Instant } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const OperatorRow = z.object({
  user_id: z.guid(),
  display_name: z.string(),
  role: Role,
  disabled_at: Instant.nullable(),
  created_at: Instant,
});
export type OperatorRow = z.output<typeof OperatorRow>;

/** Everybody with a role, by name; those who were disabled, too. */
export async function readOperators(supabase: Supabase, signal: AbortSignal) {
  const query = supabase.from("operators").select("user_id, display_name, role, disabled_at, created_at");
  return await read(query.order("display_name").limit(500).abortSignal(signal), z.array(OperatorRow));
}
