import * as z from "zod";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

/** Names of the lanes of one session, or (null) of all of them, each once. */
export async function readLaneNames(supabase: Supabase, sessionId: number | null, signal: AbortSignal) {
  const all = supabase.from("lanes").select("name");
  const query = sessionId === null ? all : all.eq("session_id", sessionId);
  const rows = await read(query.order("name").limit(500).abortSignal(signal), z.array(z.object({ name: z.string() })));
  return [...new Set(rows.map(({ name }) => name))];
}
