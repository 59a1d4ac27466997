import * as z from "zod";
import { Instant } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const WorkerRow = z.object({
  id: z.string(),
  name: z.string(),
  host: z.string(),
  version: z.string(),
  slots: z.int(),
  last_seen_at: Instant,
});
export type WorkerRow = z.output<typeof WorkerRow>;

/** The workers seen last, whether they still live or not. */
export async function readWorkers(supabase: Supabase, signal: AbortSignal) {
  const query = supabase.from("workers").select("id, name, host, version, slots, last_seen_at");
  return read(query.order("last_seen_at", { ascending: false }).limit(100).abortSignal(signal), z.array(WorkerRow));
}
