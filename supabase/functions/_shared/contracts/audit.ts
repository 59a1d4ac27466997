import * as z from "zod";
import { ErrorCode } from "./errors.ts";
import { Id, Instant } from "./ids.ts";
import { shortText } from "./text.ts";

/** How a command ended: as asked, refused in whatever way, or refused with this code. */
export const AuditOutcome = z.union([z.literal("ok"), z.literal("refused"), ErrorCode]);
export type AuditOutcome = z.infer<typeof AuditOutcome>;

/** Which rows of the audit log a list or an export means: those that meet every condition given. SQL: `private.audit_conditions`. */
export const AuditFilter = z.strictObject({
  /** The name of the person or the API key. */
  actor_name: shortText(200).optional(),
  command: shortText(100).optional(),
  outcome: AuditOutcome.optional(),
  session_id: Id.optional(),
  run_id: Id.optional(),
  /** At or after, and before. */
  at_from: Instant.optional(),
  at_to: Instant.optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

/** Leaves a row that says who took an export of what. */
export const ExportAuditInput = z.strictObject({ filter: AuditFilter });
/** The export is of the rows below this number. */
export const ExportAuditOutput = z.object({ before: Id });
