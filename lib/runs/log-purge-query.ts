import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

/** What is left of a run's log and artifacts by its last purge; null when there was none. */
export function logPurgeQuery(connect: Connect, runId: number) {
  return queryOptions({
    queryKey: runKeys.purge(runId),
    queryFn: async ({ signal }) => (await import("./log-purge-read.ts")).readLogPurge(await connect(), runId, signal),
  });
}
