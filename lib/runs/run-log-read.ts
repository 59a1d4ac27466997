import * as z from "zod";
import { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import { type FoldedSteps, type LogPage, type LogRow, logPageSize } from "./run-log-store.ts";

const columns = "seq, attempt, step, stream, kind, body, emitted_at";
const Entries = z.array(
  LogEntry.pick({ seq: true, attempt: true, step: true, stream: true, kind: true, body: true, emitted_at: true }),
);

const entriesOf = (supabase: Supabase, runId: number) =>
  supabase.from("run_events").select(columns).eq("run_id", runId);

/** As a condition of REST: everything but the lines of these steps. */
function withoutLinesOf(folded: FoldedSteps): string {
  const byAttempt = [...Map.groupBy(folded, ({ attempt }) => attempt)];
  const others = byAttempt.map(
    ([attempt, steps]) => `and(attempt.eq.${attempt},step.not.in.(${steps.map(({ step }) => step).join(",")}))`,
  );
  const attempts = byAttempt.map(([attempt]) => attempt).join(",");
  return ["kind.neq.line", "step.is.null", `attempt.not.in.(${attempts})`, ...others].join(",");
}

/** One page of a run's log, ascending. Throws `ReadError`. */
export async function readLogPage(supabase: Supabase, runId: number, page: LogPage): Promise<LogRow[]> {
  const all = entriesOf(supabase, runId).limit(logPageSize);
  const select = page.folded.length === 0 ? all : all.or(withoutLinesOf(page.folded));
  if ("after" in page) return await read(select.gt("seq", page.after).order("seq"), Entries);
  const older = page.before === null ? select : select.lt("seq", page.before);
  return (await read(older.order("seq", { ascending: false }), Entries)).reverse();
}

/** The last `count` entries of a run's log, ascending. Throws `ReadError`. */
export async function readLogTail(supabase: Supabase, runId: number, count: number): Promise<LogRow[]> {
  const last = entriesOf(supabase, runId).order("seq", { ascending: false }).limit(count);
  return (await read(last, Entries)).reverse();
}

/** Entries by their numbers, ascending. Throws `ReadError`. */
export async function readLogEntries(supabase: Supabase, runId: number, seqs: number[]): Promise<LogRow[]> {
  return await read(entriesOf(supabase, runId).in("seq", seqs).order("seq"), Entries);
}
