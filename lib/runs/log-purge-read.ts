import * as z from "zod";
import { Instant, Sha256 } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const PurgeRow = z.object({
  entries: z.int(),
  /** Of the last entry that was purged; bytea arrives as `\x` and hex. */
  head: z
    .string()
    .transform((text) => text.replace(/^\\x/, ""))
    .pipe(Sha256),
  artifacts: z.array(z.object({ name: z.string(), attempt: z.int(), size: z.int(), sha256: Sha256 })),
  purged_at: Instant,
  purged_by: z.string(),
});
type PurgeRow = z.output<typeof PurgeRow>;

/** What is left of a run's log and artifacts by its last purge; null when there was none. */
export async function readLogPurge(supabase: Supabase, runId: number, signal: AbortSignal): Promise<PurgeRow | null> {
  const query = supabase.from("run_log_purges").select("entries, head, artifacts, purged_at, purged_by");
  const newest = query.eq("run_id", runId).order("entries", { ascending: false }).limit(1).abortSignal(signal);
  const [row] = await read(newest, z.array(PurgeRow));
  return row ?? null;
}
