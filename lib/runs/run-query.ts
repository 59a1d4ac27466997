import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

export type { RunDetail } from "./run-read.ts";

/** One run with its attempts and steps; null when there is none that the reader may see. */
export function runQuery(connect: Connect, runId: number) {
  return queryOptions({
    queryKey: runKeys.detail(runId),
    queryFn: async ({ signal }) => (await import("./run-read.ts")).readRun(await connect(), runId, signal),
  });
}
