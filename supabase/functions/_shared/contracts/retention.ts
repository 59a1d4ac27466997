import * as z from "zod";
import { Instant } from "./ids.ts";

const Days = z.int().min(1).max(3_650).nullable();

/** For how many days after their end logs and artifacts are kept; null: for ever. Cancelled runs count as failed ones. */
export const Retention = z.object({
  keep_succeeded_days: Days,
  keep_failed_days: Days,
  changed_at: Instant.nullable(),
  changed_by: z.string().nullable(),
});
export type Retention = z.infer<typeof Retention>;

export const GetRetentionInput = z.strictObject({});
export const ChangeRetentionInput = z
  .strictObject({ keep_succeeded_days: Days.optional(), keep_failed_days: Days.optional() })
  .refine((input) => Object.keys(input).length > 0, "give what to change");

/** What these days would purge if they held now. */
export const PreviewRetentionInput = z.strictObject({ keep_succeeded_days: Days, keep_failed_days: Days });
export const PreviewRetentionOutput = z.object({
  succeeded_runs: z.int(),
  /** Cancelled ones included. */
  failed_runs: z.int(),
  /** Runs that something, such as a proof, keeps from every purge. */
  held_runs: z.int(),
  /** When any log was purged last. */
  last_purged_at: Instant.nullable(),
});
