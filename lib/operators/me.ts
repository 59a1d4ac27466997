import * as z from "zod";
import { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

/** The signed-in person; `role` is null for someone who merely signed up, or was disabled. */
export interface Me {
  userId: string;
  email: string | null;
  name: string;
  role: Role | null;
}

const Claims = z.object({ sub: z.guid(), email: z.string().optional() });
const Operator = z.object({ display_name: z.string(), role: Role });

/** Who is signed in, by verified claims and the table of operators; null when nobody is. */
export async function readMe(supabase: Supabase): Promise<Me | null> {
  const { data } = await supabase.auth.getClaims();
  const claims = Claims.safeParse(data?.claims);
  if (!claims.success) return null;
  const { sub, email = null } = claims.data;
  const query = supabase.from("operators").select("display_name, role").eq("user_id", sub).is("disabled_at", null);
  const [operator] = await read(query, z.array(Operator));
  return { userId: sub, email, name: operator?.display_name ?? email ?? "you", role: operator?.role ?? null };
}
