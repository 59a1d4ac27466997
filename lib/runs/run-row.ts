import * as z from "zod";
import { Id, Instant } from "../../supabase/functions/_shared/contracts/ids.ts";
import {
  AttemptOutcome,
  FailureCode,
  RunStatus,
  StepStatus,
} from "../../supabase/functions/_shared/contracts/run-status.ts";

/** What a run is read with: its own columns and the names that people know it by. The keys are named because other paths lead there too. */
export const runColumns =
  "id, session_id, lane_id, title, status, holds_slot, priority, rank, concurrency_key, repo, required_labels, attempt, failed_attempts, max_attempts, failure_code, error, " +
  "requested_by_name, cancel_requested_at, cancel_requested_by, cancel_reason, available_at, scheduled_for, created_at, started_at, finished_at, " +
  "lanes!runs_lane_id_fkey(name), sessions!runs_session_id_fkey(name), " +
  "run_template_versions!runs_template_version_id_fkey(version, run_templates(slug))";

/** A run as screens show it. */
export const RunRow = z
  .object({
    id: Id,
    session_id: Id,
    lane_id: Id,
    title: z.string(),
    status: RunStatus,
    holds_slot: z.boolean(),
    priority: z.int(),
    /** Place among runs of the same priority; a numeric, which may come as text. */
    rank: z.coerce.number(),
    concurrency_key: z.string().nullable(),
    repo: z.string().nullable(),
    required_labels: z.array(z.string()),
    attempt: z.int().nonnegative(),
    failed_attempts: z.int().nonnegative(),
    max_attempts: z.int(),
    failure_code: FailureCode.nullable(),
    error: z.string().nullable(),
    requested_by_name: z.string(),
    cancel_requested_at: Instant.nullable(),
    cancel_requested_by: z.string().nullable(),
    cancel_reason: z.string().nullable(),
    available_at: Instant.nullable(),
    scheduled_for: Instant.nullable(),
    created_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
    lanes: z.object({ name: z.string() }),
    sessions: z.object({ name: z.string() }),
    run_template_versions: z.object({ version: z.int(), run_templates: z.object({ slug: z.string() }) }).nullable(),
  })
  .transform(({ lanes, sessions, run_template_versions: version, ...run }) => ({
    ...run,
    lane: lanes.name,
    session_name: sessions.name,
    template: version?.run_templates.slug ?? null,
    template_version: version?.version ?? null,
  }));
export type RunRow = z.output<typeof RunRow>;

export const stepColumns =
  "run_id, attempt, step, name, kind, status, started_at, finished_at, exit_code, signal, failure_code, error";

export const StepRow = z.object({
  run_id: Id,
  attempt: z.int().positive(),
  step: z.int().nonnegative(),
  name: z.string(),
  kind: z.string(),
  status: StepStatus,
  started_at: Instant.nullable(),
  finished_at: Instant.nullable(),
  exit_code: z.int().nullable(),
  signal: z.string().nullable(),
  failure_code: FailureCode.nullable(),
  error: z.string().nullable(),
});
export type StepRow = z.output<typeof StepRow>;

export const attemptColumns =
  "run_id, number, worker_id, worker_name, claimed_at, started_at, finished_at, outcome, failure_code, error, " +
  "cancel_acknowledged_at, term_sent_at, kill_sent_at, processes_gone_at";

export const AttemptRow = z.object({
  run_id: Id,
  number: z.int().positive(),
  worker_id: z.string(),
  worker_name: z.string(),
  claimed_at: Instant,
  started_at: Instant.nullable(),
  finished_at: Instant.nullable(),
  outcome: AttemptOutcome.nullable(),
  failure_code: FailureCode.nullable(),
  error: z.string().nullable(),
  cancel_acknowledged_at: Instant.nullable(),
  term_sent_at: Instant.nullable(),
  kill_sent_at: Instant.nullable(),
  processes_gone_at: Instant.nullable(),
});
export type AttemptRow = z.output<typeof AttemptRow>;
