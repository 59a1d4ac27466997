import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

export type { RunTemplateDefinition } from "./run-definition-read.ts";

/** What a run executes: its steps, and the template version (null: ad-hoc steps). It never changes, so it is read once. */
export function runDefinitionQuery(connect: Connect, runId: number) {
  return queryOptions({
    queryKey: runKeys.definition(runId),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      (await import("./run-definition-read.ts")).readRunDefinition(await connect(), runId, signal),
  });
}
