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

/** Events of these topics: on `run:` and `session:` the first, on `session:` the second, `chat_changed`, and, where many runs change at once, `runs_changed`, and one for each list; on `runs` schedules, approvals and templates, too. */
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

/** Payload of `run_changed`: the run's log ends at `seq` or further, and this was its status then. */
export const RunHint = z.object({ run_id: Id, seq: z.int().nonnegative(), status: RunStatus });
export type RunHint = z.infer<typeof RunHint>;
