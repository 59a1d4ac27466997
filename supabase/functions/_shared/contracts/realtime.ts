import * as z from "zod";
import { Id } from "./ids.ts";
import { RunStatus } from "./run-status.ts";

/** Payload of `run_changed` on `run:`: the run's log ends at `seq` or further, and this was its status then. */
export const RunHint = z.object({ run_id: Id, seq: z.int().nonnegative(), status: RunStatus });
export type RunHint = z.infer<typeof RunHint>;

/** Payload of `runs_changed` on `session:`: the runs that one statement changed; null: so many that all are to be looked at. */
export const RunsHint = z.object({ runs: z.array(RunHint).nullable() });
export type RunsHint = z.infer<typeof RunsHint>;
