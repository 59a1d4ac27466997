import * as z from "zod";
import { RunView } from "../../supabase/functions/_shared/contracts/run-view.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

/** The reader's views of the list of runs and those that the team shares, by name. */
export async function readRunViews(supabase: Supabase, signal: AbortSignal) {
  const query = supabase.from("run_views").select("id, name, query, shared, owner, owner_name");
  return await read(query.order("name").limit(500).abortSignal(signal), z.array(RunView));
}
