import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { artifactKeys } from "./keys.ts";

/** What a run produced, in order, without the contents. */
export function artifactListQuery(connect: Connect, runId: number) {
  return queryOptions({
    queryKey: artifactKeys.list(runId),
    queryFn: async ({ signal }) =>
      (await import("./artifact-list-read.ts")).readArtifacts(await connect(), runId, signal),
  });
}
