import type { Run } from "../../supabase/functions/_shared/contracts/run.ts";
import { table } from "../output.ts";

/** A run as a table of one row, with its error below. */
export function showRun(run: Run): string {
  return showRuns([run]) + (run.error === null ? "" : `\n${run.failure_code ?? "error"}: ${run.error}`);
}

export function showRuns(runs: Run[]): string {
  const headings = ["RUN", "STATUS", "TITLE", "SESSION", "LANE", "ATTEMPT", "REQUESTED BY", "CREATED"];
  const rows = runs.map((run) => [
    run.id,
    run.cancel_requested_at !== null && run.finished_at === null ? `${run.status}, cancelling` : run.status,
    run.title,
    run.session_id,
    run.lane,
    run.attempt,
    run.requested_by,
    run.created_at.replace("T", " ").slice(0, 19),
  ]);
  return table(headings, rows);
}
