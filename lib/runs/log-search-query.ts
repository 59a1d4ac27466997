import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

/** The lines of a run's log, as it is now, that contain a text. */
export function logSearchQuery(connect: Connect, runId: number, text: string) {
  return queryOptions({
    queryKey: runKeys.search(runId, text),
    staleTime: 0,
    queryFn: async ({ signal }) =>
      (await import("./log-search-read.ts")).searchLog(await connect(), runId, text, signal),
  });
}
