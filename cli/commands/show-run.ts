import type { Run } from "../../supabase/functions/_shared/contracts/run.ts";
import { table } from "../output.ts";
import { utc } from "../time.ts";

/** A run as a table of one row; below it what is not as it is for most runs, and its error. */
export function showRun(run: Run): string {
  const error = run.error === null ? [] : [`${run.failure_code ?? "error"}: ${run.error}`];
  return [showRuns([run]), ...factsOf(run), ...error].join("\n");
}

/** What decides when it begins and how often, as far as it is still to come. */
function factsOf(run: Run): string[] {
  const isOver = run.finished_at !== null;
  const waits = run.status === "queued" && run.attempt === 0;
  return [
    ...(run.priority === 0 ? [] : [`priority ${run.priority}`]),
    ...(run.concurrency_key === null ? [] : [`concurrency key ${run.concurrency_key}`]),
    ...(run.required_labels.length === 0 ? [] : [`needs a worker with ${run.required_labels.join(", ")}`]),
    ...(run.due_at === null || isOver ? [] : [`goes on at ${utc(run.due_at)} UTC`]),
    ...(run.queue_expires_at === null || !waits
      ? []
      : [`fails at ${utc(run.queue_expires_at)} UTC if nobody claims it`]),
    ...(run.timeout_seconds === null || isOver ? [] : [`times out after ${run.timeout_seconds} s of running`]),
    ...(run.max_attempts === 1 ? [] : [`failed ${run.failed_attempts} of ${run.max_attempts} times`]),
  ];
}

export function showRuns(runs: Run[]): string {
  const headings = ["RUN", "STATUS", "TITLE", "SESSION", "LANE", "ATTEMPT", "REQUESTED BY", "CREATED (UTC)"];
  const rows = runs.map((run) => [
    run.id,
    run.cancel_requested_at !== null && run.finished_at === null ? `${run.status}, cancelling` : run.status,
    run.title,
    run.session_id,
    run.lane,
    run.attempt,
    run.requested_by,
    utc(run.created_at),
  ]);
  return table(headings, rows);
}
