import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

const Definition = z.object({ steps: z.array(z.object({ name: z.string(), kind: z.string() })) });
const Row = z.object({
  adhoc_definition: Definition.nullable(),
  run_template_versions: z.object({ definition: Definition }).nullable(),
});

/** Names and kinds of the steps that a run executes. They never change, so they are read once. */
export function runDefinitionQuery(connect: Connect, runId: number) {
  return queryOptions({
    queryKey: runKeys.definition(runId),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      const query = supabase.from("runs").select("adhoc_definition, run_template_versions(definition)").eq("id", runId);
      const [row] = await read(query.abortSignal(signal), z.array(Row));
      return (row?.adhoc_definition ?? row?.run_template_versions?.definition)?.steps ?? [];
    },
  });
}
