import type { ControlRoom } from "../../../e2e/harness/control-room.ts";
import { LogEntry } from "../../functions/_shared/contracts/run-log.ts";

/** A run's log as readers get it. */
export async function entriesOf({ sql }: ControlRoom, runId: number): Promise<LogEntry[]> {
  const rows = await sql`
    select private.event_json(e) as entry from public.run_events e where e.run_id = ${runId} order by e.seq`;
  return rows.map((row) => LogEntry.parse(row.entry));
}

export interface SqlVerdict {
  ok: boolean;
  bad_seq: number | null;
  reason: "gap" | "hash" | "head" | null;
}

export async function verdictOfSql({ sql }: ControlRoom, runId: number): Promise<SqlVerdict> {
  const [row] = await sql<SqlVerdict[]>`select ok, bad_seq::int, reason from private.verify_run_log(${runId})`;
  if (!row) throw new Error("verify_run_log answers with one row");
  return row;
}
