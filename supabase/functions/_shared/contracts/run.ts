import * as z from "zod";
import { Approval } from "./approval.ts";
import { checkDeadlineInputs } from "./deadline-input.ts";
import { AskedInstant, Id, Instant, Slug } from "./ids.ts";
import { limits } from "./limits.ts";
import { RunFilter } from "./run-filter.ts";
import { FailureCode, RunStatus } from "./run-status.ts";
import { Steps } from "./step.ts";
import { jsonObject, shortText } from "./text.ts";
import { MaxAttempts, Priority, QueueExpiry, RunTimeout } from "./timing.ts";

/** A run as commands return it. `id` is its number: creation order, and the name people use ("run 1042"). */
export const Run = z.object({
  id: Id,
  session_id: Id,
  lane_id: Id,
  lane: z.string(),
  template: Slug.nullable(),
  title: z.string(),
  status: RunStatus,
  /** Every claim makes one, also one that goes on after a wait; those that failed count against `max_attempts`. */
  attempt: z.int().nonnegative(),
  failed_attempts: z.int().nonnegative(),
  max_attempts: z.int().positive(),
  failure_code: FailureCode.nullable(),
  error: z.string().nullable(),
  priority: z.int(),
  /** When a delayed, backed-off or waiting run goes on; null: due, or over. */
  due_at: Instant.nullable(),
  /** A run that nobody has claimed by then fails; null: it stays queued. */
  queue_expires_at: Instant.nullable(),
  /** Running time after which it fails; null: none. */
  timeout_seconds: z.number().nullable(),
  /** Shared with the runs of all sessions that name the same; null: none. */
  concurrency_key: z.string().nullable(),
  required_labels: z.array(z.string()),
  /** The schedule that made it, and for which occurrence; that is null for "run now". */
  schedule_id: Id.nullable(),
  scheduled_for: Instant.nullable(),
  requested_by: z.string(),
  cancel_requested_at: Instant.nullable(),
  created_at: Instant,
  started_at: Instant.nullable(),
  finished_at: Instant.nullable(),
  last_seq: z.int().nonnegative(),
});
export type Run = z.infer<typeof Run>;
export const RunOutput = z.object({ run: Run });
/** What deciding on what a run asks answers. Here, so that whoever only reads approvals carries nothing of a run's definition. */
export const ApprovalOutput = RunOutput.extend({ approval: Approval });

/** What runs are made of and when, whether one or many. */
const runPlan = {
  session_id: Id,
  lane: shortText(50).optional(),
  template: Slug.optional(),
  version: z.int().positive().optional(),
  steps: Steps.optional(),
  /** Seconds from now until the run is due. */
  delay_seconds: z.int().min(0).max(31_536_000).default(0),
  /** The moment when the run is due, instead of a delay; a past one means now. */
  available_at: AskedInstant.optional(),
  /** A run that nobody claims for so long after it was due fails as queue_expired. Else the template's. */
  expires_in_seconds: QueueExpiry.optional(),
  /** Running time after which the run fails. Else the template's. */
  timeout_seconds: RunTimeout.optional(),
  max_attempts: MaxAttempts.optional(),
};
/** What each run has of its own. */
const ownOfRun = {
  title: shortText(200).optional(),
  parameters: jsonObject(limits.parametersBytes).default({}),
  priority: Priority.default(0),
};
interface Planned {
  template?: string | undefined;
  steps?: unknown;
  available_at?: string | undefined;
  delay_seconds: number;
}
const isOneDefinition = (input: Planned) => (input.template === undefined) !== (input.steps === undefined);
const isOneMoment = (input: Planned) => input.available_at === undefined || input.delay_seconds === 0;

/**
 * A run of a template (its newest version unless one is named) or of ad-hoc steps. That a template asks for confirmation is for screens and
 * command lines, whose readers are to look twice; a call is an answer already and is not asked.
 */
export const CreateRunInput = z
  .strictObject({
    ...runPlan,
    ...ownOfRun,
    /** The run whose parameters it began with; only said, nothing is taken from it. */
    cloned_from: Id.optional(),
    idempotency_key: shortText(200).optional(),
  })
  .refine(isOneDefinition, "give either template or steps")
  .refine(isOneMoment, "give either available_at or delay_seconds")
  .superRefine(checkDeadlineInputs);

/** Many runs of one template version or of the same steps, in one lane. All of them are made or, when anything is refused, none. */
export const CreateManyRunsInput = z
  .strictObject({ ...runPlan, runs: z.array(z.strictObject(ownOfRun)).min(1).max(limits.runsPerCreate) })
  .refine(isOneDefinition, "give either template or steps")
  .refine(isOneMoment, "give either available_at or delay_seconds")
  .superRefine(checkDeadlineInputs);
/** Their numbers, in the order of `runs`. */
export const CreateManyRunsOutput = z.object({ run_ids: z.array(Id) });

/**
 * `force`: does not wait for a worker that does not answer. The run is cancelled at once; its processes may live until their lease would
 * have run out, so a retry waits for that.
 */
export const CancelRunInput = z.strictObject({
  run_id: Id,
  reason: shortText(500).optional(),
  force: z.boolean().default(false),
});
/**
 * A new attempt of a failed or cancelled run: from its first step, or from the first one that has not succeeded. As for a start, that its
 * template asks for confirmation is not asked here.
 */
export const RetryRunInput = z.strictObject({ run_id: Id, from: z.enum(["start", "failed_step"]).default("start") });

/**
 * Puts a queued run that holds no slot elsewhere: into another lane of its session, or directly before or behind another queued run, whose
 * lane and priority it takes on. Without such a neighbour its number is its place.
 */
export const MoveRunInput = z
  .strictObject({ run_id: Id, lane_id: Id.optional(), before: Id.optional(), after: Id.optional() })
  .refine(
    ({ lane_id, before, after }) =>
      (before === undefined || after === undefined) && (lane_id ?? before ?? after) !== undefined,
    "give a lane_id, or before or after, or a lane_id with one of these",
  );
/** Runs of higher priority come first; among those of its new one, a run's number is its place. */
export const SetRunPriorityInput = z.strictObject({ run_id: Id, priority: Priority });

export const GetRunInput = z.strictObject({ run_id: Id });
/** Newest first; `before` is where the last page said to go on. */
export const ListRunsInput = RunFilter.extend({
  before: Id.optional(),
  limit: z.int().min(1).max(limits.rowsPerPage).default(50),
});
/** `next_before`: where to go on, null when there are no more. A page may be short although there are more: the search's time was up. */
export const ListRunsOutput = z.object({ runs: z.array(Run), next_before: Id.nullable() });
