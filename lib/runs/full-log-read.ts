import * as z from "zod";
import { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import { logPageSize } from "./run-log-store.ts";

/** An entry with everything that its hash covers, so that the chain can be checked from a download alone. */
const FullEntries = z.array(
  LogEntry.extend({
    /** bytea arrives as `\\x` and hex. */
    hash: z.string().transform((text) => text.replace(/^\\x/, "")),
  }),
);
export type FullLogRow = z.output<typeof FullEntries>[number];

/** What follows entry `after`, complete. */
export async function readFullLogPage(supabase: Supabase, runId: number, after: number): Promise<FullLogRow[]> {
  const query = supabase
    .from("run_events")
    .select("run_id, seq, attempt, step, stream, kind, body, emitted_at, recorded_at, hash")
    .eq("run_id", runId)
    .gt("seq", after)
    .order("seq")
    .limit(logPageSize);
  return await read(query, FullEntries);
}

const Ids = z.array(z.object({ id: z.number() }));

/** Whether there is such a run that the reader sees; its log may have been purged. Throws `ReadError`. */
export async function isRun(supabase: Supabase, runId: number): Promise<boolean> {
  return (await read(supabase.from("runs").select("id").eq("id", runId), Ids)).length > 0;
}
