import * as z from "zod";
import { ErrorCode } from "./errors.ts";
import { Id, Instant, Uuid } from "./ids.ts";
import { describeIssues } from "./issues.ts";
import { WorkerLabels } from "./label.ts";
import { limits } from "./limits.ts";
import { FailureCode, RunStatus } from "./run-status.ts";
import { StepDefinition, StepOutputs } from "./step.ts";
import { byteLength, ErrorText, Json, jsonObject, LineText, shortText } from "./text.ts";

/** The right to write for one attempt. The token is unguessable and must stay out of logs. */
export const Lease = z.strictObject({ run_id: Id, attempt: z.int().positive(), token: Uuid });
export type Lease = z.infer<typeof Lease>;

/** What a worker must do with a run after any call: go on, stop it because somebody asked, or drop it because it is another's now. */
export const Directive = z.enum(["continue", "cancel", "lost"]);
export type Directive = z.infer<typeof Directive>;

export const WorkerInfo = z.strictObject({
  id: Uuid,
  name: shortText(100),
  host: shortText(255),
  version: shortText(50),
  slots: z.int().min(1).max(1_000),
  labels: WorkerLabels.default([]),
});
export type WorkerInfo = z.infer<typeof WorkerInfo>;

/** `claim_id` names this one claim: a repeat after a lost response returns the same live leases. */
export const ClaimRunsInput = z.strictObject({
  claim_id: Uuid,
  worker: WorkerInfo,
  limit: z.int().min(1).max(limits.runsPerClaim),
  /** Start what it gives in the same commit: for a worker that begins with it at once. */
  start: z.boolean().default(false),
});
export type ClaimRunsInput = z.infer<typeof ClaimRunsInput>;

export const ClaimedRun = z.object({
  lease: Lease,
  lease_seconds: z.number().positive(),
  session_id: Id,
  lane: z.string(),
  template: z.string().nullable(),
  steps: z.array(StepDefinition),
  /** The first step to execute; those before it have succeeded in an earlier attempt. */
  start_step: z.int().nonnegative(),
  /** What the steps before it have left. */
  outputs: z.array(z.object({ step: z.int().nonnegative(), outputs: z.record(z.string(), Json) })),
  parameters: jsonObject(limits.parametersBytes),
  timeout_seconds: z.number().positive().nullable(),
  /** E-mail addresses and what has the form of a credential are to be replaced in the log. */
  redact: z.boolean(),
  /** It has been started already, with its claim or since. */
  started: z.boolean(),
  /** Seconds this run has been going in earlier attempts that waited; they count towards the timeout. */
  elapsed_seconds: z.number().nonnegative(),
  /** What is wrong with it, if it cannot be read: then it has no steps, and its worker is to fail it by that name. */
  unreadable: z.string().optional(),
});
export type ClaimedRun = z.infer<typeof ClaimedRun>;

/** What an attempt can be ended with. */
const held = ClaimedRun.pick({ lease: true, lease_seconds: true, session_id: true, lane: true, started: true });
const nothing = { template: null, steps: [], start_step: 0, outputs: [], parameters: {}, timeout_seconds: null };
/** A claim is all or nothing to whoever reads it: a run without the form of one must not hold up those that were claimed with it. */
const UnreadableRun = z.looseObject(held.shape).transform((run): ClaimedRun => {
  const { error } = ClaimedRun.safeParse(run);
  const unreadable = error === undefined ? "" : describeIssues(error);
  return { ...held.parse(run), ...nothing, redact: true, elapsed_seconds: 0, unreadable };
});

export const ClaimRunsOutput = z.object({
  runs: z.array(z.union([ClaimedRun, UnreadableRun])),
  /** Realtime topic that carries an empty message when there may be work or a cancel. */
  wake_topic: z.string().regex(/^wake:[0-9a-f]{32}$/),
  /** Another claim held a lane's lock: there may be work, ask again soon. */
  contended: z.boolean(),
  /** Somebody asked this worker to drain: it is given nothing more. */
  draining: z.boolean(),
  /** Milliseconds until the next run falls due, a minute at most; null: none waits for its time. Nobody is woken for that. */
  due_in_ms: z.int().nonnegative().nullable(),
});
export type ClaimRunsOutput = z.infer<typeof ClaimRunsOutput>;

export const StartRunInput = z.strictObject({ lease: Lease });
export const DirectiveOutput = z.object({ directive: Directive });

/** Starts several runs in one commit. What is lost is told so and holds up none of the others. */
export const StartManyRunsInput = z.strictObject({ leases: z.array(Lease).min(1).max(limits.runsPerClaim) });
export const StartManyRunsOutput = z.object({ runs: z.array(z.object({ run_id: Id, directive: Directive })) });

const emitted = { emitted_at: Instant, step: z.int().nonnegative() };
const count = z.int().nonnegative();
export const AppendEntry = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("line"),
    ...emitted,
    stream: z.enum(["stdout", "stderr", "system"]),
    body: LineText,
  }),
  z.strictObject({ kind: z.literal("step_started"), ...emitted }),
  z.strictObject({
    kind: z.literal("step_finished"),
    ...emitted,
    status: z.enum(["succeeded", "failed", "cancelled"]),
    exit_code: z.int().nullable().default(null),
    signal: z.string().max(20).nullable().default(null),
    failure_code: FailureCode.nullable().default(null),
    error: ErrorText.nullable().default(null),
    outputs: StepOutputs.default({}),
  }),
  /** How far the worker is with stopping: it knows of the cancel; signals went out to so many processes; none is left. */
  z.strictObject({ kind: z.literal("cancel_acknowledged"), ...emitted }),
  z.strictObject({ kind: z.literal("term_sent"), ...emitted, processes: count, kill_after_ms: count.optional() }),
  z.strictObject({ kind: z.literal("kill_sent"), ...emitted, processes: count, after_ms: count }),
  z.strictObject({ kind: z.literal("processes_gone"), ...emitted, after_ms: count }),
]);
export type AppendEntry = z.infer<typeof AppendEntry>;
/** An entry on how an attempt's processes are stopped, without its place in the log. */
export type StopEntry =
  | { kind: "term_sent"; processes: number; kill_after_ms?: number | undefined }
  | { kind: "kill_sent"; processes: number; after_ms: number }
  | { kind: "processes_gone"; after_ms: number };

/** Batches of an attempt are numbered 1, 2, 3 ...; a number that was applied already changes nothing, a gap is refused. */
export const AppendEventsInput = z.strictObject({
  lease: Lease,
  batch_no: z.int().positive(),
  entries: z.array(AppendEntry).min(1).max(limits.entriesPerAppend),
});
export type AppendEventsInput = z.infer<typeof AppendEventsInput>;

export const HeartbeatRunsInput = z.strictObject({
  worker: WorkerInfo,
  leases: z.array(Lease).max(1_000),
  /** The worker's last call: it stops. It leaves the fleet unless it still holds a lease. */
  leaving: z.boolean().default(false),
});
export const HeartbeatRunsOutput = z.object({
  runs: z.array(z.object({ run_id: Id, directive: Directive })),
  /** Somebody asked this worker to drain. */
  draining: z.boolean(),
});

export const ApprovalRequest = z.strictObject({
  title: shortText(200),
  body: z.string().refine((body) => byteLength(body) <= limits.approvalBodyBytes, "must be 16 KB at most"),
});
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

const runEnd = {
  lease: Lease,
  /** Number of the last batch sent; 0 when none was. The database refuses to finish over a missing batch. */
  last_batch_no: z.int().nonnegative(),
  /** The last batch itself, unless it was sent before: one call less. */
  entries: z.array(AppendEntry).min(1).max(limits.entriesPerAppend).optional(),
  /** `waiting`: a long wait, resumes after `resume_after_seconds`; or an approval, on the decision. `released`: handed back unharmed, another worker starts it anew. */
  outcome: z.enum(["succeeded", "failed", "cancelled", "waiting", "released"]),
  failure_code: FailureCode.optional(),
  error: ErrorText.optional(),
  /** False: the same would only fail again, so no attempt follows although some are left. */
  retryable: z.boolean().default(true),
  /** The next attempt begins no sooner: somebody out there asked for it (`Retry-After`). */
  retry_after_seconds: z.number().positive().max(86_400).optional(),
  resume_after_seconds: z.number().positive().max(31_536_000).optional(),
  /** What people are asked: the title and body of the approval step that is running, filled in. */
  approval: ApprovalRequest.optional(),
};

type End = Pick<z.infer<z.ZodObject<typeof runEnd>>, "outcome" | "failure_code" | "resume_after_seconds" | "approval">;
const codeGoesWithFailed = [
  (end: End) => (end.outcome === "failed") === (end.failure_code !== undefined),
  "failure_code goes with outcome failed",
] as const;
const reasonGoesWithWaiting = [
  ({ outcome, resume_after_seconds, approval }: End) =>
    (outcome === "waiting") === ((resume_after_seconds === undefined) !== (approval === undefined)) &&
    (outcome === "waiting" || (resume_after_seconds ?? approval) === undefined),
  "either resume_after_seconds or approval goes with outcome waiting",
] as const;
const batchHasNumber = [
  (end: { last_batch_no: number; entries?: unknown }) => end.entries === undefined || end.last_batch_no > 0,
  "entries are a batch, whose number last_batch_no is",
] as const;

export const FinishRunInput = z
  .strictObject({
    ...runEnd,
    /** Take the next work in the same commit. */
    claim: ClaimRunsInput.optional(),
  })
  .refine(...codeGoesWithFailed)
  .refine(...reasonGoesWithWaiting)
  .refine(...batchHasNumber);
export type FinishRunInput = z.infer<typeof FinishRunInput>;

/** What was claimed with an end. The end stands although that cannot be read; who asks for the claim again is told what is wrong. */
const ClaimedWithEnd = ClaimRunsOutput.nullable().catch(null);

export const FinishRunOutput = z.object({ status: RunStatus, claimed: ClaimedWithEnd });

export const RunEnd = z
  .strictObject(runEnd)
  .refine(...codeGoesWithFailed)
  .refine(...reasonGoesWithWaiting)
  .refine(...batchHasNumber);

/** Ends several attempts in one commit, and takes next work in it. */
export const FinishManyRunsInput = z.strictObject({
  ends: z.array(RunEnd).min(1).max(limits.runsPerClaim),
  /** `after`: the run whose end goes with the claim; if that is refused, the claim takes nothing and is answered null. */
  claims: z
    .array(ClaimRunsInput.extend({ after: Id.optional() }))
    .max(limits.runsPerClaim)
    .default([]),
});
/** Each end has its own answer, in the order of the runs' numbers: a refusal changes nothing of the others. Claims are answered in their order. */
export const FinishManyRunsOutput = z.object({
  ends: z.array(
    z.union([
      z.object({ run_id: Id, status: RunStatus }),
      z.object({ run_id: Id, error: z.object({ code: ErrorCode, message: z.string() }) }),
    ]),
  ),
  claimed: z.array(ClaimedWithEnd),
});

export const MaintenanceTickInput = z.strictObject({});
export const MaintenanceTickOutput = z.object({
  expired_leases: z.int(),
  expired_runs: z.int(),
  due_runs: z.int(),
  /** Runs whose log and artifacts were purged because their time was over. */
  purged_runs: z.int(),
  /** Bulk operations that nobody else took a step of any more. */
  bulk_operations: z.int(),
  purged_rows: z.int(),
});
