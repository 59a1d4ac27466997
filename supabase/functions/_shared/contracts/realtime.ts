import * as z from "zod";
import { Id } from "./ids.ts";
import { RunStatus } from "./run-status.ts";

/** Private Broadcast topics that a signed-in person may join. Hints carry ids and numbers, never bodies. */
export const topics = {
  run: (runId: number) => `run:${runId}`,
  session: (sessionId: number) => `session:${sessionId}`,
  runs: "runs",
  workers: "workers",
} as const;

/** Events of these topics: on `run:` the first, on `session:` the next two and `chat_changed`, and one for each list; on `runs` schedules, approvals and templates, too. */
export const hintEvents = [
  "run_changed",
  "session_changed",
  "runs_changed",
  "schedules_changed",
  "workers_changed",
  "approvals_changed",
  "templates_changed",
  "chat_changed",
] as const;
export type HintEvent = (typeof hintEvents)[number];

/** Payload of `run_changed` on `run:`: the run's log ends at `seq` or further, and this was its status then. */
export const RunHint = z.object({ run_id: Id, seq: z.int().nonnegative(), status: RunStatus });
export type RunHint = z.infer<typeof RunHint>;

/** Payload of `runs_changed` on `session:`: the runs that one statement changed; null: so many that all are to be looked at. */
export const RunsHint = z.object({ runs: z.array(RunHint).nullable() });
export type RunsHint = z.infer<typeof RunsHint>;
