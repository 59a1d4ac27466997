import * as z from "zod";
import { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";
import { nextTask } from "../query/next-task.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { type FoldedSteps, type LogPage, type LogRow, logPageSize } from "./run-log-store.ts";

const columns = "seq, attempt, step, stream, kind, body, emitted_at";
const Entries = z.array(
  LogEntry.pick({ seq: true, attempt: true, step: true, stream: true, kind: true, body: true, emitted_at: true }),
);

/** As a condition of REST: everything but the lines of these steps. */
function withoutLinesOf(folded: FoldedSteps): string {
  const byAttempt = [...Map.groupBy(folded, ({ attempt }) => attempt)];
  const others = byAttempt.map(
    ([attempt, steps]) => `and(attempt.eq.${attempt},step.not.in.(${steps.map(({ step }) => step).join(",")}))`,
  );
  const attempts = byAttempt.map(([attempt]) => attempt).join(",");
  return ["kind.neq.line", "step.is.null", `attempt.not.in.(${attempts})`, ...others].join(",");
}

/** One page of a run's log, ascending; showing it is another task than parsing it. Throws `ReadError`. */
export async function fetchLogPage(connect: Connect, runId: number, page: LogPage): Promise<LogRow[]> {
  const rows = await readLogPage(connect, runId, page);
  await nextTask();
  return rows;
}

async function readLogPage(connect: Connect, runId: number, page: LogPage): Promise<LogRow[]> {
  const supabase = await connect();
  const all = supabase.from("run_events").select(columns).eq("run_id", runId).limit(logPageSize);
  const select = page.folded.length === 0 ? all : all.or(withoutLinesOf(page.folded));
  if ("after" in page) return await read(select.gt("seq", page.after).order("seq"), Entries);
  const older = page.before === null ? select : select.lt("seq", page.before);
  return (await read(older.order("seq", { ascending: false }), Entries)).reverse();
}

/** The last `count` entries of a run's log, ascending. Throws `ReadError`. */
export async function fetchLogTail(connect: Connect, runId: number, count: number): Promise<LogRow[]> {
  const supabase = await connect();
  const last = supabase.from("run_events").select(columns).eq("run_id", runId).order("seq", { ascending: false });
  return (await read(last.limit(count), Entries)).reverse();
}

/** Entries by their numbers, ascending. Throws `ReadError`. */
export async function fetchLogEntries(connect: Connect, runId: number, seqs: number[]): Promise<LogRow[]> {
  const supabase = await connect();
  return await read(
    supabase.from("run_events").select(columns).eq("run_id", runId).in("seq", seqs).order("seq"),
    Entries,
  );
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

const Ids = z.array(z.object({ id: z.number() }));

/** Whether there is such a run that the reader sees; its log may have been purged. Throws `ReadError`. */
export async function isRun(connect: Connect, runId: number): Promise<boolean> {
  const supabase = await connect();
  return (await read(supabase.from("runs").select("id").eq("id", runId), Ids)).length > 0;
}
