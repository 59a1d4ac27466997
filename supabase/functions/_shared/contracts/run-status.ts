import * as z from "zod";
import { failureCodes, runStatuses } from "./run-states.ts";

export { finalStatuses, isFinal, runTransitions, standsStill } from "./run-states.ts";

export const RunStatus = z.enum(runStatuses);
export type RunStatus = z.infer<typeof RunStatus>;

export const StepStatus = z.enum(["pending", "running", "succeeded", "failed", "cancelled"]);
export type StepStatus = z.infer<typeof StepStatus>;

/** How an attempt ended; `null` in the database while it lives. */
export const AttemptOutcome = z.enum(["succeeded", "failed", "cancelled", "waiting", "released", "lost"]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

export const FailureCode = z.enum(failureCodes);
export type FailureCode = z.infer<typeof FailureCode>;
