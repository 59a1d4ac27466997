import * as z from "zod";
import { Instant, Slug } from "../../supabase/functions/_shared/contracts/ids.ts";
import { TemplateDefinition } from "../../supabase/functions/_shared/contracts/template.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const Version = z.object({
  version: z.int(),
  note: z.string().nullable(),
  created_at: Instant,
  created_by_name: z.string(),
});
const Row = z.object({ slug: Slug, archived_at: Instant.nullable(), run_template_versions: z.array(Version) });

/** One template and what is known of its versions, newest first; null when there is none. */
export async function readTemplate(supabase: Supabase, slug: string, signal: AbortSignal) {
  const query = supabase
    .from("run_templates")
    .select("slug, archived_at, run_template_versions(version, note, created_at, created_by_name)")
    .eq("slug", slug);
  const [row] = await read(query.abortSignal(signal), z.array(Row));
  if (row === undefined) return null;
  const versions = row.run_template_versions.toSorted((a, b) => b.version - a.version);
  return { slug: row.slug, archived_at: row.archived_at, versions };
}

const Content = z.object({ definition: TemplateDefinition, source: z.string().nullable() });

/** What one version says: its YAML, as its author wrote it or else rendered, and its definition. */
export async function readTemplateVersion(supabase: Supabase, slug: string, version: number, signal: AbortSignal) {
  const query = supabase
    .from("run_template_versions")
    .select("definition, source, run_templates!inner(slug)")
    .eq("run_templates.slug", slug)
    .eq("version", version);
  const [row] = await read(query.abortSignal(signal), z.array(Content));
  if (row === undefined) return null;
  const { definition, source } = row;
  if (source !== null) return { version, definition, source, rendered: false };
  // What writes YAML is fetched for the few versions that have none.
  const { renderTemplateSource } = await import("../template-source/render-source.ts");
  return { version, definition, source: renderTemplateSource(definition), rendered: true };
}
