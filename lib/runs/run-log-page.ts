import { nextTask } from "../query/next-task.ts";
import type { Connect } from "../supabase/types.ts";
import type { LogPage, LogRow } from "./run-log-store.ts";

const reads = () => import("./run-log-read.ts");

/** One page of a run's log, ascending; showing it is another task than parsing it. Throws `ReadError`. */
export async function fetchLogPage(connect: Connect, runId: number, page: LogPage): Promise<LogRow[]> {
  const rows = await (await reads()).readLogPage(await connect(), runId, page);
  await nextTask();
  return rows;
}

/** Entries by their numbers, ascending. Throws `ReadError`. */
export async function fetchLogEntries(connect: Connect, runId: number, seqs: number[]): Promise<LogRow[]> {
  return await (await reads()).readLogEntries(await connect(), runId, seqs);
}
