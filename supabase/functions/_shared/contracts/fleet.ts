import * as z from "zod";
import { Id, Instant, Uuid } from "./ids.ts";

/** A worker of the fleet. Whether it lives is the age of `last_seen_at`. */
export const Worker = z.object({
  id: Uuid,
  name: z.string(),
  host: z.string(),
  version: z.string(),
  labels: z.array(z.string()),
  slots: z.int(),
  /** Runs it holds, those included that the caller may not see. */
  held: z.int(),
  first_seen_at: Instant,
  last_seen_at: Instant,
  drain_requested_at: Instant.nullable(),
  drain_requested_by: z.string().nullable(),
});
export type Worker = z.infer<typeof Worker>;

export const WorkerOutput = z.object({ worker: Worker });
export const DrainWorkerInput = z.strictObject({ worker_id: Uuid });
export const UndrainWorkerInput = z.strictObject({ worker_id: Uuid });
export const RemoveWorkerInput = z.strictObject({ worker_id: Uuid });

export const ListWorkersInput = z.strictObject({});
/** Those that called last stand first; 500 at most. */
export const ListWorkersOutput = z.object({
  workers: z.array(Worker.extend({ run_ids: z.array(Id) })),
});
