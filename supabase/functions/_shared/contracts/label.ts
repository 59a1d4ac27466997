import * as z from "zod";

/** What a worker's host offers and a run may require, e.g. `linux`, `gpu`, `region:eu`. */
export const WorkerLabel = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:=/-]{0,62}$/, "must be letters, digits and . _ : = / -, 63 at most");

/** Labels of one worker, or those one run requires. */
export const WorkerLabels = z.array(WorkerLabel).max(20);
