import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { templateKeys } from "./keys.ts";

const reads = () => import("./template-read.ts");

/** One template and what is known of its versions, newest first; null when there is none. */
export function templateQuery(connect: Connect, slug: string) {
  return queryOptions({
    queryKey: templateKeys.detail(slug),
    queryFn: async ({ signal }) => (await reads()).readTemplate(await connect(), slug, signal),
  });
}

/** What one version says: its YAML, as its author wrote it or else rendered, and its definition. Never changes. */
export function templateVersionQuery(connect: Connect, slug: string, version: number) {
  return queryOptions({
    queryKey: templateKeys.version(slug, version),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await reads()).readTemplateVersion(await connect(), slug, version, signal),
  });
}
