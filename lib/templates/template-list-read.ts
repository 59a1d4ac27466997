import * as z from "zod";
import { Instant, Slug } from "../../supabase/functions/_shared/contracts/ids.ts";
import { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const Version = z.object({
  version: z.int(),
  definition: z.object({
    name: z.string(),
    description: z.string(),
    default_lane: z.string().nullable(),
    parameter_schema: z.record(z.string(), Json),
    confirm: z.boolean(),
    required_labels: z.array(z.string()).default([]),
    steps: z.array(z.object({ name: z.string(), kind: z.string() })),
  }),
});
const Template = z.object({ slug: Slug, archived_at: Instant.nullable(), run_template_versions: z.array(Version) });

function newestOf({ slug, run_template_versions: versions }: z.output<typeof Template>) {
  const [newest] = versions.toSorted((a, b) => b.version - a.version);
  return newest === undefined ? [] : [{ slug, version: newest.version, ...newest.definition }];
}

/** The newest version of every template in use, by name. */
export async function readTemplates(supabase: Supabase, signal: AbortSignal) {
  const query = supabase
    .from("run_templates")
    .select("slug, archived_at, run_template_versions(version, definition)")
    .is("archived_at", null)
    .order("slug");
  const templates = await read(query.abortSignal(signal), z.array(Template));
  return templates.flatMap(newestOf).sort((a, b) => a.name.localeCompare(b.name));
}
