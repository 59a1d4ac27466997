import { infiniteQueryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { Id } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Connect, Supabase } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";
import { type RunFilter, searchOf } from "./run-filter.ts";
import { RunRow, runColumns } from "./run-row.ts";

const pageSize = 50;

/** Runs, newest first, page by page: the next page begins before the smallest number seen. */
export function runListQuery(connect: Connect, filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: runKeys.list(filter),
    initialPageParam: null as number | null, // null: from the newest
    queryFn: async ({ pageParam, signal }) => fetchPage(await connect(), filter, pageParam, signal),
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.id),
  });
}

async function fetchPage(
  supabase: Supabase,
  filter: RunFilter,
  before: number | null,
  signal: AbortSignal,
): Promise<RunRow[]> {
  let query = supabase.from("runs").select(runColumns);
  if (before !== null) query = query.lt("id", before);
  if (filter.status !== null) query = query.eq("status", filter.status);
  if (filter.session !== null) query = query.eq("session_id", filter.session);
  if (filter.lane !== null) {
    const lanes = await lanesOf(supabase, filter.lane, filter.session, signal);
    if (lanes.length === 0) return [];
    query = query.in("lane_id", lanes);
  }
  if (filter.template !== null) {
    const versions = await versionsOf(supabase, filter.template, signal);
    if (versions.length === 0) return [];
    query = query.in("template_version_id", versions);
  }
  const search = filter.text === null ? null : searchOf(filter.text);
  if (search !== null) {
    query = "number" in search ? query.eq("id", search.number) : query.ilike("title", search.pattern);
  }
  return await read(query.order("id", { ascending: false }).limit(pageSize).abortSignal(signal), z.array(RunRow));
}

/** The lanes of this name, so that the list can use the index of runs by lane. */
async function lanesOf(
  supabase: Supabase,
  name: string,
  session: number | null,
  signal: AbortSignal,
): Promise<number[]> {
  const named = supabase.from("lanes").select("id").eq("name", name);
  const query = session === null ? named : named.eq("session_id", session);
  const rows = await read(query.limit(200).abortSignal(signal), z.array(z.object({ id: Id })));
  return rows.map(({ id }) => id);
}

/** All versions of a template, so that the list can use the index of runs by version. */
async function versionsOf(supabase: Supabase, slug: string, signal: AbortSignal): Promise<number[]> {
  const query = supabase.from("run_templates").select("run_template_versions(id)").eq("slug", slug).abortSignal(signal);
  const rows = await read(query, z.array(z.object({ run_template_versions: z.array(z.object({ id: Id })) })));
  return rows.flatMap((row) => row.run_template_versions.map(({ id }) => id));
}
