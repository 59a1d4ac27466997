/** How long logs are kept, once more: 30 days of what has succeeded, 90 of what has not. */
import { isFinal, type Model, type ModelRun } from "./state.ts";

const daysKept = (run: ModelRun) => (run.status === "succeeded" ? 30 : 90);

/** Logs whose time is over go, but for those that something needs. */
export function purge(model: Model): void {
  for (const run of model.runs) {
    if (!isFinal(run) || run.held || run.purged || run.age <= daysKept(run)) continue;
    run.purged = true;
    run.purges += 1;
  }
}
