import * as z from "zod";
import { Id, Instant, Sha256 } from "./ids.ts";
import { limits } from "./limits.ts";
import { Json, jsonObject, shortText } from "./text.ts";

export const ApprovalStatus = z.enum(["pending", "approved", "rejected", "expired", "cancelled"]);
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

export const ApprovalDecision = z.object({
  /** `operator:<uuid>` or `api_key:<id>`. */
  actor: z.string(),
  actor_name: z.string(),
  decision: z.enum(["approve", "reject"]),
  comment: z.string().nullable(),
  /** Of what they saw. */
  digest: Sha256,
  decided_at: Instant,
});
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;

/** What a run asks in a step, and how it was decided. */
export const Approval = z.object({
  id: Id,
  run_id: Id,
  run_title: z.string(),
  attempt: z.int(),
  step: z.int(),
  step_name: z.string(),
  session_id: Id,
  title: z.string(),
  /** Markdown. */
  body: z.string(),
  input_schema: z.record(z.string(), Json),
  /** As the first to approve gave it, or by its defaults where its deadline approves; null until then. */
  input: z.record(z.string(), Json).nullable(),
  /** SHA-256 of what is shown; a decision names it. */
  digest: Sha256,
  roles: z.array(z.string()),
  min_count: z.int(),
  not_requester: z.boolean(),
  /** Actors who asked for the run: its requester, the owner of its schedule, who retried it, who made the API keys among them. */
  asked_by: z.array(z.string()),
  on_deadline: z.enum(["approve", "reject", "fail"]),
  deadline_at: Instant,
  status: ApprovalStatus,
  requested_at: Instant,
  decided_at: Instant.nullable(),
  decisions: z.array(ApprovalDecision),
});
export type Approval = z.infer<typeof Approval>;

/** `digest`: of what the decider was shown; when that has changed since, the decision is refused. */
const seen = { approval_id: Id, digest: Sha256 };
/** The first approval gives the input; later ones leave it out or repeat it. */
export const ApproveApprovalInput = z.strictObject({
  ...seen,
  input: jsonObject(limits.approvalInputBytes).optional(),
  comment: shortText(2_000).optional(),
});
export const RejectApprovalInput = z.strictObject({ ...seen, comment: shortText(2_000) });

export const ListApprovalsInput = z.strictObject({ status: ApprovalStatus.optional(), run_id: Id.optional() });
/** Newest first, 100 at most. */
export const ListApprovalsOutput = z.object({ approvals: z.array(Approval) });
