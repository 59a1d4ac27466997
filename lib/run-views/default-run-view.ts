import * as z from "zod";
import { Id } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const Row = z.object({ default_run_view_id: Id.nullable(), run_views: z.object({ query: z.string() }).nullable() });

/** The view that a person's way to the list of runs leads to. */
export interface DefaultRunView {
  id: number;
  query: string;
}

export async function readDefaultRunView(supabase: Supabase, userId: string): Promise<DefaultRunView | null> {
  const query = supabase
    .from("operators")
    .select("default_run_view_id, run_views!operators_default_run_view_id_fkey(query)")
    .eq("user_id", userId);
  const [row] = await read(query, z.array(Row));
  // Null, too, where the view is no longer shared with the reader.
  if (row === undefined || row.default_run_view_id === null || row.run_views === null) return null;
  return { id: row.default_run_view_id, query: row.run_views.query };
}
