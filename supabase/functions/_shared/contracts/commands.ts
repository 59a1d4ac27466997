import type { z } from "zod";
import * as apiKey from "./api-key.ts";
import * as approval from "./approval.ts";
import * as artifact from "./artifact.ts";
import * as audit from "./audit.ts";
import * as bulk from "./bulk-operation.ts";
import * as chat from "./chat.ts";
import type { ErrorCode } from "./errors.ts";
import * as explain from "./explain.ts";
import * as fleet from "./fleet.ts";
import * as invitation from "./invitation.ts";
import * as operator from "./operator.ts";
import * as retention from "./retention.ts";
import * as run from "./run.ts";
import * as runLog from "./run-log.ts";
import * as schedule from "./schedule.ts";
import * as session from "./session.ts";
import * as setup from "./setup.ts";
import * as template from "./template.ts";
import * as worker from "./worker.ts";

/**
 * How a command reaches the database:
 * - `operator`: through `private.execute` (permission, idempotency by request id, audit);
 * - `query`: through `private.query` (permission only; changes nothing);
 * - `worker`: straight to its own function, fenced by API key and lease.
 */
export type CommandKind = "operator" | "query" | "worker";

export interface Command<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  kind: CommandKind;
  input: Input;
  output: Output;
  /** Roles a signed-in person needs one of; empty: not for people; `anyone`: the command itself decides. */
  roles: readonly (apiKey.Role | "anyone")[];
  /** Scope an API key needs; null: not for API keys. */
  scope: apiKey.Scope | null;
  /** Refusals beside invalid_input, unauthenticated and forbidden. */
  errors: readonly ErrorCode[];
}

function command<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Command<Input, Output>,
): Command<Input, Output> {
  return definition;
}

const writers = ["admin", "operator"] as const;
const readers = ["admin", "operator", "auditor"] as const;
const admins = ["admin"] as const;
const nobody = [] as const;
const anyone = ["anyone"] as const;

/** Every command, once (so that this file is longer than files should be): the RPC routes, the SDK, the CLI and the permission table in SQL (compared by a test) follow from it. */
export const commands = {
  "runs.create": command({
    kind: "operator",
    input: run.CreateRunInput,
    output: run.RunOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "session_archived", "idempotency_conflict"],
  }),
  "runs.cancel": command({
    kind: "operator",
    input: run.CancelRunInput,
    output: run.RunOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "run_final"],
  }),
  "runs.retry": command({
    kind: "operator",
    input: run.RetryRunInput,
    output: run.RunOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "run_not_final", "run_succeeded", "session_archived"],
  }),
  "runs.move": command({
    kind: "operator",
    input: run.MoveRunInput,
    output: run.RunOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "run_final", "run_not_queued", "session_archived"],
  }),
  "runs.set_priority": command({
    kind: "operator",
    input: run.SetRunPriorityInput,
    output: run.RunOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "run_final"],
  }),
  "bulk_operations.create": command({
    kind: "operator",
    input: bulk.CreateBulkOperationInput,
    output: bulk.BulkOperationOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found"],
  }),
  "bulk_operations.step": command({
    kind: "operator",
    input: bulk.StepBulkOperationInput,
    output: bulk.BulkOperationOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found"],
  }),
  "bulk_operations.stop": command({
    kind: "operator",
    input: bulk.StopBulkOperationInput,
    output: bulk.BulkOperationOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found"],
  }),
  "approvals.approve": command({
    kind: "operator",
    input: approval.ApproveApprovalInput,
    output: approval.ApprovalOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "approval_stale", "approval_decided"],
  }),
  "approvals.reject": command({
    kind: "operator",
    input: approval.RejectApprovalInput,
    output: approval.ApprovalOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "approval_stale", "approval_decided"],
  }),
  "chat.send": command({
    kind: "operator",
    input: chat.SendChatInput,
    output: chat.ChatMessageOutput,
    roles: writers,
    scope: null,
    errors: ["not_found", "session_archived", "idempotency_conflict"],
  }),
  "lanes.pause": command({
    kind: "operator",
    input: session.PauseLaneInput,
    output: session.Lane,
    roles: writers,
    scope: "lanes.write",
    errors: ["not_found", "session_archived"],
  }),
  "lanes.resume": command({
    kind: "operator",
    input: session.ResumeLaneInput,
    output: session.Lane,
    roles: writers,
    scope: "lanes.write",
    errors: ["not_found", "session_archived"],
  }),
  "lanes.create": command({
    kind: "operator",
    input: session.CreateLaneInput,
    output: session.Lane,
    roles: writers,
    scope: "lanes.write",
    errors: ["not_found", "session_archived", "name_taken", "limit_exceeded"],
  }),
  "lanes.rename": command({
    kind: "operator",
    input: session.RenameLaneInput,
    output: session.Lane,
    roles: writers,
    scope: "lanes.write",
    errors: ["not_found", "session_archived", "name_taken"],
  }),
  "lanes.set_capacity": command({
    kind: "operator",
    input: session.SetLaneCapacityInput,
    output: session.Lane,
    roles: writers,
    scope: "lanes.write",
    errors: ["not_found", "session_archived"],
  }),
  "lanes.move": command({
    kind: "operator",
    input: session.MoveLaneInput,
    output: session.Session,
    roles: writers,
    scope: "lanes.write",
    errors: ["not_found", "session_archived"],
  }),
  "lanes.remove": command({
    kind: "operator",
    input: session.RemoveLaneInput,
    output: session.Session,
    roles: writers,
    scope: "lanes.write",
    errors: ["not_found", "session_archived", "lane_in_use"],
  }),
  "sessions.create": command({
    kind: "operator",
    input: session.CreateSessionInput,
    output: session.Session,
    roles: writers,
    scope: "sessions.write",
    errors: ["name_taken"],
  }),
  "sessions.archive": command({
    kind: "operator",
    input: session.ArchiveSessionInput,
    output: session.Session,
    roles: writers,
    scope: "sessions.write",
    errors: ["not_found", "run_not_final"],
  }),
  "sessions.rename": command({
    kind: "operator",
    input: session.RenameSessionInput,
    output: session.Session,
    roles: writers,
    scope: "sessions.write",
    errors: ["not_found", "session_archived", "name_taken"],
  }),
  "sessions.reopen": command({
    kind: "operator",
    input: session.ReopenSessionInput,
    output: session.Session,
    roles: writers,
    scope: "sessions.write",
    errors: ["not_found", "name_taken"],
  }),
  "sessions.set_visibility": command({
    kind: "operator",
    input: session.SetSessionVisibilityInput,
    output: session.Session,
    roles: writers,
    scope: "sessions.write",
    errors: ["not_found", "session_archived"],
  }),
  "session_members.add": command({
    kind: "operator",
    input: session.AddSessionMemberInput,
    output: session.SessionMembersOutput,
    roles: writers,
    scope: "sessions.write",
    errors: ["not_found", "session_archived"],
  }),
  "session_members.remove": command({
    kind: "operator",
    input: session.RemoveSessionMemberInput,
    output: session.SessionMembersOutput,
    roles: writers,
    scope: "sessions.write",
    errors: ["not_found", "session_archived"],
  }),
  "templates.publish": command({
    kind: "operator",
    input: template.PublishTemplateInput,
    output: template.PublishTemplateOutput,
    roles: writers,
    scope: "templates.write",
    errors: ["template_changed"],
  }),
  "templates.archive": command({
    kind: "operator",
    input: template.ArchiveTemplateInput,
    output: template.TemplateOutput,
    roles: writers,
    scope: "templates.write",
    errors: ["not_found"],
  }),
  "templates.unarchive": command({
    kind: "operator",
    input: template.UnarchiveTemplateInput,
    output: template.TemplateOutput,
    roles: writers,
    scope: "templates.write",
    errors: ["not_found"],
  }),
  "templates.delete": command({
    kind: "operator",
    input: template.DeleteTemplateInput,
    output: template.TemplateOutput,
    roles: writers,
    scope: "templates.write",
    errors: ["not_found", "template_in_use"],
  }),
  "api_keys.create": command({
    kind: "operator",
    input: apiKey.CreateApiKeyInput,
    output: apiKey.ApiKeyOutput,
    roles: admins,
    scope: "keys.write",
    errors: ["not_found", "name_taken"],
  }),
  "api_keys.revoke": command({
    kind: "operator",
    input: apiKey.RevokeApiKeyInput,
    output: apiKey.ApiKeyOutput,
    roles: admins,
    scope: "keys.write",
    errors: ["not_found"],
  }),
  "workers.drain": command({
    kind: "operator",
    input: fleet.DrainWorkerInput,
    output: fleet.WorkerOutput,
    roles: writers,
    scope: "workers.write",
    errors: ["not_found"],
  }),
  "workers.undrain": command({
    kind: "operator",
    input: fleet.UndrainWorkerInput,
    output: fleet.WorkerOutput,
    roles: writers,
    scope: "workers.write",
    errors: ["not_found"],
  }),
  "workers.remove": command({
    kind: "operator",
    input: fleet.RemoveWorkerInput,
    output: fleet.WorkerOutput,
    roles: writers,
    scope: "workers.write",
    errors: ["not_found", "worker_in_use"],
  }),
  "schedules.create": command({
    kind: "operator",
    input: schedule.CreateScheduleInput,
    output: schedule.ScheduleOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "session_archived", "name_taken"],
  }),
  "schedules.update": command({
    kind: "operator",
    input: schedule.UpdateScheduleInput,
    output: schedule.ScheduleOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "session_archived", "name_taken"],
  }),
  "schedules.pause": command({
    kind: "operator",
    input: schedule.PauseScheduleInput,
    output: schedule.ScheduleOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found"],
  }),
  "schedules.resume": command({
    kind: "operator",
    input: schedule.ResumeScheduleInput,
    output: schedule.ScheduleOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "session_archived"],
  }),
  "schedules.delete": command({
    kind: "operator",
    input: schedule.DeleteScheduleInput,
    output: schedule.ScheduleOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found"],
  }),
  "schedules.run_now": command({
    kind: "operator",
    input: schedule.RunNowScheduleInput,
    output: schedule.RunNowScheduleOutput,
    roles: writers,
    scope: "runs.write",
    errors: ["not_found", "session_archived"],
  }),
  "retention.change": command({
    kind: "operator",
    input: retention.ChangeRetentionInput,
    output: retention.Retention,
    roles: admins,
    scope: "retention.write",
    errors: [],
  }),
  "audit.export": command({
    kind: "operator",
    input: audit.ExportAuditInput,
    output: audit.ExportAuditOutput,
    roles: readers,
    scope: null,
    errors: [],
  }),
  "operators.set_role": command({
    kind: "operator",
    input: operator.SetOperatorRoleInput,
    output: operator.OperatorOutput,
    roles: admins,
    scope: null,
    errors: ["not_found", "last_admin"],
  }),
  "operators.deactivate": command({
    kind: "operator",
    input: operator.DeactivateOperatorInput,
    output: operator.OperatorOutput,
    roles: admins,
    scope: null,
    errors: ["not_found", "last_admin"],
  }),
  "operators.reactivate": command({
    kind: "operator",
    input: operator.ReactivateOperatorInput,
    output: operator.OperatorOutput,
    roles: admins,
    scope: null,
    errors: ["not_found"],
  }),
  "invitations.create": command({
    kind: "operator",
    input: invitation.CreateInvitationInput,
    output: invitation.InvitationOutput,
    roles: admins,
    scope: null,
    errors: [],
  }),
  "invitations.revoke": command({
    kind: "operator",
    input: invitation.RevokeInvitationInput,
    output: invitation.InvitationOutput,
    roles: admins,
    scope: null,
    errors: ["not_found", "invitation_closed"],
  }),
  "invitations.accept": command({
    kind: "operator",
    input: invitation.AcceptInvitationInput,
    output: operator.OperatorOutput,
    roles: anyone,
    scope: null,
    errors: ["invitation_closed"],
  }),
  "setup.complete": command({
    kind: "operator",
    input: setup.CompleteSetupInput,
    output: setup.CompleteSetupOutput,
    roles: anyone,
    scope: null,
    errors: ["limit_exceeded"],
  }),

  "runs.get": command({
    kind: "query",
    input: run.GetRunInput,
    output: run.RunOutput,
    roles: readers,
    scope: "runs.read",
    errors: ["not_found"],
  }),
  "runs.explain": command({
    kind: "query",
    input: explain.ExplainRunInput,
    output: explain.Explanation,
    roles: readers,
    scope: "runs.read",
    errors: ["not_found"],
  }),
  "runs.list": command({
    kind: "query",
    input: run.ListRunsInput,
    output: run.ListRunsOutput,
    roles: readers,
    scope: "runs.read",
    errors: [],
  }),
  "approvals.list": command({
    kind: "query",
    input: approval.ListApprovalsInput,
    output: approval.ListApprovalsOutput,
    roles: readers,
    scope: "runs.read",
    errors: [],
  }),
  "events.list": command({
    kind: "query",
    input: runLog.ListEventsInput,
    output: runLog.ListEventsOutput,
    roles: readers,
    scope: "runs.read",
    errors: ["not_found"],
  }),
  "sessions.list": command({
    kind: "query",
    input: session.ListSessionsInput,
    output: session.ListSessionsOutput,
    roles: readers,
    scope: "runs.read",
    errors: [],
  }),
  "templates.get": command({
    kind: "query",
    input: template.GetTemplateInput,
    output: template.GetTemplateOutput,
    roles: readers,
    scope: "runs.read",
    errors: ["not_found"],
  }),
  "templates.list": command({
    kind: "query",
    input: template.ListTemplatesInput,
    output: template.ListTemplatesOutput,
    roles: readers,
    scope: "runs.read",
    errors: [],
  }),

  "retention.get": command({
    kind: "query",
    input: retention.GetRetentionInput,
    output: retention.Retention,
    roles: readers,
    scope: "runs.read",
    errors: [],
  }),
  "invitations.check": command({
    kind: "query",
    input: invitation.CheckInvitationInput,
    output: invitation.CheckInvitationOutput,
    roles: anyone,
    scope: null,
    errors: [],
  }),
  "retention.preview": command({
    kind: "query",
    input: retention.PreviewRetentionInput,
    output: retention.PreviewRetentionOutput,
    roles: readers,
    scope: "runs.read",
    errors: [],
  }),
  "workers.list": command({
    kind: "query",
    input: fleet.ListWorkersInput,
    output: fleet.ListWorkersOutput,
    roles: readers,
    scope: "runs.read",
    errors: [],
  }),
  "schedules.list": command({
    kind: "query",
    input: schedule.ListSchedulesInput,
    output: schedule.ListSchedulesOutput,
    roles: readers,
    scope: "runs.read",
    errors: [],
  }),
  "schedules.preview": command({
    kind: "query",
    input: schedule.PreviewScheduleInput,
    output: schedule.PreviewScheduleOutput,
    roles: readers,
    scope: "runs.read",
    errors: [],
  }),

  "runs.claim": command({
    kind: "worker",
    input: worker.ClaimRunsInput,
    output: worker.ClaimRunsOutput,
    roles: nobody,
    scope: "runs.work",
    errors: [],
  }),
  "runs.start": command({
    kind: "worker",
    input: worker.StartRunInput,
    output: worker.DirectiveOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost"],
  }),
  "runs.heartbeat": command({
    kind: "worker",
    input: worker.HeartbeatRunsInput,
    output: worker.HeartbeatRunsOutput,
    roles: nobody,
    scope: "runs.work",
    errors: [],
  }),
  "runs.finish": command({
    kind: "worker",
    input: worker.FinishRunInput,
    output: worker.FinishRunOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost", "batch_gap", "outcome_not_allowed"],
  }),
  "events.append": command({
    kind: "worker",
    input: worker.AppendEventsInput,
    output: worker.DirectiveOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost", "batch_gap", "not_started"],
  }),
  "artifacts.put": command({
    kind: "worker",
    input: artifact.PutArtifactInput,
    output: artifact.PutArtifactOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost", "artifact_conflict", "limit_exceeded"],
  }),
  "artifacts.upload": command({
    kind: "worker",
    input: artifact.UploadArtifactInput,
    output: artifact.UploadArtifactOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost", "artifact_conflict", "limit_exceeded", "unavailable"],
  }),
  "artifacts.commit": command({
    kind: "worker",
    input: artifact.CommitArtifactInput,
    output: artifact.PutArtifactOutput,
    roles: nobody,
    scope: "runs.work",
    errors: ["lease_lost", "not_found", "artifact_conflict"],
  }),
  "maintenance.tick": command({
    kind: "worker",
    input: worker.MaintenanceTickInput,
    output: worker.MaintenanceTickOutput,
    roles: nobody,
    scope: "runs.work",
    errors: [],
  }),
  "schedules.fire_due": command({
    kind: "worker",
    input: schedule.FireDueSchedulesInput,
    output: schedule.FireDueSchedulesOutput,
    roles: nobody,
    scope: "runs.work",
    errors: [],
  }),
} as const;

export type CommandName = keyof typeof commands;
/** What a caller sends, before defaults are filled in. */
export type CommandInput<Name extends CommandName> = z.input<(typeof commands)[Name]["input"]>;
export type CommandOutput<Name extends CommandName> = z.output<(typeof commands)[Name]["output"]>;

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
