import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";

/** Names of the lanes of one session, or (null) of all of them, each once. */
export function laneNameQuery(connect: Connect, sessionId: number | null) {
  return queryOptions({
    queryKey: ["lanes", "names", sessionId] as const,
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await import("./lane-name-read.ts")).readLaneNames(await connect(), sessionId, signal),
  });
}
