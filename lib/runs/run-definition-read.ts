import * as z from "zod";
import { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const Steps = z.array(z.object({ name: z.string(), kind: z.string() }));
const Template = z.object({
  name: z.string(),
  description: z.string(),
  default_lane: z.string().nullable(),
  parameter_schema: z.record(z.string(), Json),
  confirm: z.boolean(),
  steps: Steps,
});
/** With all that a clone needs, which checks it again. */
const AdhocSteps = z.array(z.looseObject({ name: z.string(), kind: z.string() }));
const Row = z.object({
  adhoc_definition: z.object({ steps: AdhocSteps }).nullable(),
  run_template_versions: z.object({ definition: Template }).nullable(),
});
export type RunTemplateDefinition = z.output<typeof Template>;

/** What a run executes: its steps, and the template version (null: ad-hoc steps). */
export async function readRunDefinition(supabase: Supabase, runId: number, signal: AbortSignal) {
  const query = supabase.from("runs").select("adhoc_definition, run_template_versions(definition)").eq("id", runId);
  const [row] = await read(query.abortSignal(signal), z.array(Row));
  const template = row?.run_template_versions?.definition ?? null;
  return { template, steps: (template ?? row?.adhoc_definition)?.steps ?? [] };
}
