import * as z from "zod";
import { Id, Instant } from "./ids.ts";
import { RunFilter } from "./run-filter.ts";
import { shortText } from "./text.ts";

export const BulkAction = z.enum(["cancel", "retry"]);
export const BulkStatus = z.enum(["running", "done", "stopped"]);

/** A cancel or retry of every run that met a filter when it was asked for, and how far it has come. */
export const BulkOperation = z.object({
  id: Id,
  action: BulkAction,
  status: BulkStatus,
  /** How many runs met the filter when it was asked for, as far as they were counted. */
  total: z.int(),
  /** False: counting took too long, and there may be more than `total`. */
  total_complete: z.boolean(),
  done: z.int(),
  /** Had gone on meanwhile. */
  skipped: z.int(),
  /** Refused for another reason. */
  failed: z.int(),
  /** Why it was stopped. */
  note: z.string().nullable(),
  created_by_name: z.string(),
  created_at: Instant,
  finished_at: Instant.nullable(),
});
export type BulkOperation = z.infer<typeof BulkOperation>;
export const BulkOperationOutput = z.object({ bulk_operation: BulkOperation });

/**
 * Does nothing yet: steps do, and the maintenance where these stay away. Without a status in the filter, all that the action can change. Not
 * even a retry is asked whether it is meant; screens count with `confirm` in the filter how many of the runs are of templates that ask.
 */
export const CreateBulkOperationInput = z.strictObject({
  action: BulkAction,
  filter: RunFilter.refine((filter) => Object.keys(filter).length > 0, "give at least one condition"),
  /** Of a cancel; stands in the log of every run. */
  reason: shortText(500).optional(),
  /** Of a retry. */
  from: z.enum(["start", "failed_step"]).default("start"),
});
/** Repeated until the status says that it is over. */
export const StepBulkOperationInput = z.strictObject({
  bulk_operation_id: Id,
  limit: z.int().min(1).max(500).default(100),
});
export const StopBulkOperationInput = z.strictObject({ bulk_operation_id: Id });
