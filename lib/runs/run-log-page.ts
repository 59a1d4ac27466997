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
