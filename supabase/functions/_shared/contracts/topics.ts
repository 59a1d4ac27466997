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
