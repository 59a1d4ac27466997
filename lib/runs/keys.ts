import type { ListFilter } from "./run-filter.ts";

/** Cache keys of runs. */
export const runKeys = {
  all: ["runs"] as const,
  lists: ["runs", "list"] as const,
  list: (filter: ListFilter) => ["runs", "list", filter] as const,
  count: (filter: ListFilter) => ["runs", "list", "count", filter] as const,
  /** Beside the lists: when runs change, it may be these that do it. */
  bulkOperations: ["runs", "list", "bulk operations"] as const,
  ownBulkOperations: (userId: string) => ["runs", "list", "bulk operations", userId] as const,
  board: (sessionId: number) => ["runs", "board", sessionId] as const,
  detail: (runId: number) => ["runs", "detail", runId] as const,
  explanations: (runIds: readonly number[], circumstances: string) =>
    ["runs", "explained", runIds, circumstances] as const,
  tail: (runId: number) => ["runs", "tail", runId] as const,
  purge: (runId: number) => ["runs", "purge", runId] as const,
  search: (runId: number, text: string) => ["runs", "search", runId, text] as const,
  definition: (runId: number) => ["runs", "definition", runId] as const,
};
