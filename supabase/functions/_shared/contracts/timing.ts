import * as z from "zod";

/** How long to wait before trying again: `initial_seconds`, doubled for each further try up to `max_seconds`. */
export const Backoff = z.strictObject({
  initial_seconds: z.number().min(0).max(86_400).default(5),
  max_seconds: z.number().min(0).max(86_400).default(300),
  /** Up to this share of a wait is added or taken away, so that what failed together does not come back together. */
  jitter: z.number().min(0).max(1).default(0.2),
});
export type Backoff = z.infer<typeof Backoff>;

/** Seconds of running time, waits not counted. */
export const RunTimeout = z.number().positive().max(604_800);

/** Seconds in the queue. */
export const QueueExpiry = z.number().positive().max(31_536_000);

/** Attempts that may fail before the run stays failed; 1: it is never tried again by itself. */
export const MaxAttempts = z.int().min(1).max(20);

/** Higher comes first in its lane. */
export const Priority = z.int().min(-100).max(100);

/** Tries of one step within an attempt; the worker is held meanwhile, so the waits are short. */
export const StepRetry = z.strictObject({
  max_attempts: z.int().min(2).max(20),
  backoff: z
    .strictObject({
      initial_seconds: z.number().min(0).max(300).default(1),
      max_seconds: z.number().min(0).max(300).default(30),
      jitter: Backoff.shape.jitter,
    })
    .default({ initial_seconds: 1, max_seconds: 30, jitter: 0.2 }),
});
export type StepRetry = z.infer<typeof StepRetry>;

/** Seconds before the next try after so many failed ones. `chance`: from 0 to 1. SQL: `private.backoff_seconds`. */
export function backoffSeconds({ initial_seconds, max_seconds, jitter }: Backoff, failed: number, chance: number) {
  return Math.min(initial_seconds * 2 ** (failed - 1), max_seconds) * (1 + jitter * (2 * chance - 1));
}
