import { z } from "zod";
import { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { type LogPage, type LogRow, logPageSize } from "./run-log-store.ts";

const Entries = z.array(
  LogEntry.pick({ seq: true, attempt: true, step: true, stream: true, kind: true, body: true, emitted_at: true }),
);

/** One page of a run's log, ascending. Throws `ReadError`. */
export async function fetchLogPage(connect: Connect, runId: number, page: LogPage): Promise<LogRow[]> {
  const supabase = await connect();
  const select = supabase
    .from("run_events")
    .select("seq, attempt, step, stream, kind, body, emitted_at")
    .eq("run_id", runId)
    .limit(logPageSize);
  if ("after" in page) return await read(select.gt("seq", page.after).order("seq"), Entries);
  const older = page.before === null ? select : select.lt("seq", page.before);
  return (await read(older.order("seq", { ascending: false }), Entries)).reverse();
}

/** An entry with everything that its hash covers, so that the chain can be checked from a download alone. */
const FullEntries = z.array(
  LogEntry.extend({
    /** bytea arrives as `\\x` and hex. */
    hash: z.string().transform((text) => text.replace(/^\\x/, "")),
  }),
);
export type FullLogRow = z.output<typeof FullEntries>[number];

/** What follows entry `after`, complete. */
export async function fetchFullLogPage(connect: Connect, runId: number, after: number): Promise<FullLogRow[]> {
  const supabase = await connect();
  const query = supabase
    .from("run_events")
    .select("run_id, seq, attempt, step, stream, kind, body, emitted_at, recorded_at, hash")
    .eq("run_id", runId)
    .gt("seq", after)
    .order("seq")
    .limit(logPageSize);
  return await read(query, FullEntries);
}
