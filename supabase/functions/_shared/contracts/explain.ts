import * as z from "zod";
import { Approval } from "./approval.ts";
import { Id, Instant } from "./ids.ts";
import { RunStatus } from "./run-status.ts";

const count = z.int().nonnegative();
/** Runs that hold what this one wants: ten of those that the reader may see. */
const heldBy = { held: count, held_by: z.array(Id) };

/** Why a run that is queued, claimed or waiting does not go on. SQL (`explain_run`) finds them, `cause-text.ts` words them. */
export const Cause = z.discriminatedUnion("code", [
  /** A worker has it since `at`, and keeps it while it renews its lease; once that has `expired`, the run is `afterwards` as soon as it is found. */
  z.object({
    code: z.literal("starting"),
    worker: z.string(),
    at: Instant,
    until: Instant,
    expired: z.boolean(),
    afterwards: z.enum(["queued", "cancelled"]),
  }),
  // Its own time.
  /** Nobody claimed it by then: it fails as soon as that is found. */
  z.object({ code: z.literal("queue_expired"), at: Instant }),
  z.object({ code: z.literal("delayed"), until: Instant }),
  /** Next is attempt `attempt` of those that may fail. */
  z.object({ code: z.literal("backing_off"), until: Instant, attempt: z.int().positive(), max_attempts: z.int() }),
  /** It was retried after a cancel by force: what that left behind may live until then, and nothing of the next attempt begins before. */
  z.object({ code: z.literal("waiting_for_old_processes"), until: Instant }),
  z.object({ code: z.literal("waiting_for_timer"), step: z.string(), until: Instant }),
  /** `missing` more of `count` different ones of these roles have to approve; `until` is the deadline, at which `on_deadline` happens. */
  z.object({
    code: z.literal("waiting_for_approval"),
    step: z.string(),
    until: Instant,
    approval_id: Id,
    title: z.string(),
    missing: count,
    count: z.int().positive(),
    roles: z.array(z.string()),
    not_requester: z.boolean(),
    on_deadline: Approval.shape.on_deadline,
  }),
  // Its lane.
  z.object({ code: z.literal("lane_paused"), lane: z.string(), by: z.string(), at: Instant, note: z.string() }),
  z.object({ code: z.literal("lane_full"), lane: z.string(), capacity: z.int(), ...heldBy }),
  // Its concurrency key.
  z.object({ code: z.literal("key_held"), key: z.string(), limit: z.int(), ...heldBy }),
  // The order of its lane.
  /**
   * `ahead` runs of its lane come first, whichever worker calls, and take every place that is free in the lane, or every free slot of the worker.
   * `free_slots`: what that worker has who has most, where the places alone would do.
   */
  z.object({
    code: z.literal("behind"),
    lane: z.string(),
    ahead: count,
    or_more: z.boolean(),
    free_slots: count.optional(),
  }),
  /** `ahead` runs of its lane come first and take all that the key has left. */
  z.object({ code: z.literal("behind_for_key"), key: z.string(), limit: z.int(), ahead: count }),
  // The workers: the first thing that they all lack.
  z.object({ code: z.literal("no_live_worker"), last_seen_at: Instant.nullable() }),
  /** The keys of the `live` ones are for other sessions or lanes; those of others were revoked or have expired. */
  z.object({ code: z.literal("no_worker_for_lane"), live: count }),
  /** `missing`: labels that none of those that may claim in this lane has; empty: none has them all. */
  z.object({
    code: z.literal("no_worker_with_labels"),
    labels: z.array(z.string()),
    missing: z.array(z.string()),
    live: count,
  }),
  z.object({ code: z.literal("workers_draining"), workers: count }),
  z.object({ code: z.literal("slots_busy"), busy: count, slots: count, workers: count }),
]);
export type Cause = z.infer<typeof Cause>;

export const ExplainRunInput = z.strictObject({ run_id: Id });
/**
 * All causes at this moment. None, for a queued run: the next claim of some fitting worker takes it, or runs of other lanes; for a waiting one: its
 * wait is over. None, for any other: it goes on, or is over.
 */
export const Explanation = z.object({ run_id: Id, status: RunStatus, causes: z.array(Cause) });
export type Explanation = z.infer<typeof Explanation>;
