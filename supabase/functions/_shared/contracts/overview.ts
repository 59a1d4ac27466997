import * as z from "zod";
import { Id, Instant } from "./ids.ts";
import { overviewPeriods } from "./overview-period.ts";
import { FailureCode } from "./run-status.ts";

/** How far back the Overview looks. */
export const OverviewPeriod = z.enum(overviewPeriods);
export type OverviewPeriod = z.infer<typeof OverviewPeriod>;

const Count = z.int().nonnegative();
/** Seconds that half, and 95 of 100, stay within; null: there were none. */
const Percentiles = z.tuple([z.number(), z.number()]).nullable();

/** What ended in a period. */
export const Ended = z.object({
  succeeded: Count,
  failed: Count,
  cancelled: Count,
  /** From due to first claim, and from there to the end, in seconds. */
  wait: Percentiles,
  duration: Percentiles,
  /** Percentiles are of every so many-th run: 1, all of them. */
  sample: z.int().positive(),
});
export type Ended = z.infer<typeof Ended>;

export const OverviewBucket = z.object({
  from: Instant,
  succeeded: Count,
  failed: Count,
  cancelled: Count,
  /** At its end. */
  queued: z.int(),
  active: z.int(),
});
export type OverviewBucket = z.infer<typeof OverviewBucket>;

/** What `public.overview` answers. */
export const Overview = z.object({
  at: Instant,
  /** The first bucket begins here; the last one is not over. */
  from: Instant,
  step_seconds: z.int().positive(),
  now: z.object({
    queued: Count,
    delayed: Count,
    active: Count,
    waiting: Count,
    workers: Count,
    /** Of workers that live and take work. */
    slots: Count,
  }),
  current: Ended,
  /** As long before as the current period has lasted so far. */
  previous: Ended,
  buckets: z.array(OverviewBucket),
  failures: z.object({
    codes: z.array(z.object({ code: FailureCode, runs: Count })),
    templates: z.array(z.object({ slug: z.string(), name: z.string(), failed: Count, ended: Count })),
  }),
  /** Lanes of limited capacity that were busiest: the share of their slots' time that was in use. */
  lanes: z.array(
    z.object({
      lane_id: Id,
      lane: z.string(),
      session_id: Id,
      session: z.string(),
      capacity: Count,
      share: z.number().min(0).max(1),
    }),
  ),
});
export type Overview = z.infer<typeof Overview>;
