import type { RunFilter } from "./run-filter.ts";

/** Cache keys of runs. */
export const runKeys = {
  all: ["runs"] as const,
  lists: ["runs", "list"] as const,
  list: (filter: RunFilter) => ["runs", "list", filter] as const,
  board: (sessionId: number) => ["runs", "board", sessionId] as const,
  detail: (runId: number) => ["runs", "detail", runId] as const,
  purge: (runId: number) => ["runs", "purge", runId] as const,
  definition: (runId: number) => ["runs", "definition", runId] as const,
};
