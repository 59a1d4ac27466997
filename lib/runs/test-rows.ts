import type { AttemptRow, RunRow, StepRow } from "./run-row.ts";

const at = "2026-11-20T20:00:00Z";
/** Rows as tests need them. */
export const runRow = (id: number, status: RunRow["status"], more: Partial<RunRow> = {}): RunRow => ({
  ...{
    id,
    session_id: 1,
    lane_id: 1,
    title: `run ${id}`,
    status,
    holds_slot: status === "running",
    priority: 0,
    concurrency_key: null,
    repo: null,
    required_labels: [],
    rank: id,
  },
  ...{
    attempt: 1,
    failed_attempts: 0,
    max_attempts: 1,
    failure_code: null,
    error: null,
    requested_by_name: "Ada",
    cancel_requested_at: null,
  },
  ...{
    cancel_requested_by: null,
    cancel_reason: null,
    available_at: null,
    scheduled_for: null,
    created_at: at,
    started_at: null,
    finished_at: null,
  },
  ...{ lane: "A", session_name: "First look", template: null, template_version: null },
  ...more,
});
export const attemptRow = (run_id: number): AttemptRow => ({
  ...{ run_id, number: 1, worker_id: "w", worker_name: "worker", claimed_at: at, started_at: at, finished_at: null },
  ...{ outcome: null, failure_code: null, error: null },
  ...{ cancel_acknowledged_at: null, term_sent_at: null, kill_sent_at: null, processes_gone_at: null },
});
export const stepRow = (run_id: number, status: StepRow["status"]): StepRow => ({
  ...{ run_id, attempt: 1, step: 0, name: "build", kind: "shell", status, started_at: at, finished_at: null },
  ...{ exit_code: null, signal: null, failure_code: null, error: null },
});
