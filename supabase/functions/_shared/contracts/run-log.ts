import * as z from "zod";
import { Id, Instant, Sha256 } from "./ids.ts";
import { limits } from "./limits.ts";

/** One entry of a run's log as it is stored: what the hash covers, and the hash. */
export const LogEntry = z.object({
  run_id: Id,
  seq: z.int().positive(),
  /** 0 before the first claim. */
  attempt: z.int().nonnegative(),
  /** Index of the step in the definition, counted from 0. */
  step: z.int().nonnegative().nullable(),
  stream: z.enum(["stdout", "stderr", "system"]),
  /** `line`, or the transition: `run_created`, `run_claimed`, `step_finished`, ... whose body is JSON. */
  kind: z.string(),
  body: z.string(),
  emitted_at: Instant,
  recorded_at: Instant,
  hash: Sha256,
});
export type LogEntry = z.infer<typeof LogEntry>;

export const ListEventsInput = z.strictObject({
  run_id: Id,
  after_seq: z.int().nonnegative().default(0),
  limit: z.int().min(1).max(limits.entriesPerAppend).default(limits.entriesPerAppend),
});
/** What is left of a log that was purged: it goes on after `entries`, from the hash `head`. */
export const LogPurge = z.object({
  entries: z.int().nonnegative(),
  head: Sha256,
  purged_at: Instant,
  purged_by: z.string(),
});
export type LogPurge = z.infer<typeof LogPurge>;

/** `status` and `last_seq` are of the same snapshot as the entries, so a reader knows when it has all of a final run. */
export const ListEventsOutput = z.object({
  entries: z.array(LogEntry),
  status: z.string(),
  last_seq: z.int().nonnegative(),
  /** The last purge, if any. */
  purged: LogPurge.nullable(),
});
