import * as z from "zod";
import { Id } from "../../supabase/functions/_shared/contracts/ids.ts";
import type { RunFilter } from "../../supabase/functions/_shared/contracts/run-filter.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import { type ListFilter, toRunFilter } from "./run-filter.ts";
import { RunRow, runColumns } from "./run-row.ts";

const pageSize = 50;

/** A page of the list. `next`: where to go on, null at the end; a page may be short although there are more (the search took its time). */
export interface RunPage {
  rows: RunRow[];
  next: number | null;
}

const Found = z.object({ run_ids: z.array(Id), next_before: Id.nullable() });

/** Runs that meet the filter, newest first; `before` null: from the newest. */
export async function readRunPage(
  supabase: Supabase,
  filter: ListFilter,
  before: number | null,
  signal: AbortSignal,
): Promise<RunPage> {
  const asked = { filter: toRunFilter(filter, Date.now()), max_rows: pageSize };
  const search = supabase.rpc("find_runs", before === null ? asked : { ...asked, before });
  const { run_ids, next_before } = await read(search.abortSignal(signal), Found);
  if (run_ids.length === 0) return { rows: [], next: next_before };
  const rows = supabase.from("runs").select(runColumns).in("id", run_ids).order("id", { ascending: false });
  return { rows: await read(rows.abortSignal(signal), z.array(RunRow)), next: next_before };
}

const Count = z.object({ count: z.int().nonnegative(), complete: z.boolean() });
export type RunCount = z.output<typeof Count>;

/** How many runs meet the filter; counted in bounded time, so that there may be more than it says. */
export async function countRuns(supabase: Supabase, filter: RunFilter, signal?: AbortSignal): Promise<RunCount> {
  const counted = supabase.rpc("count_runs", { filter });
  return await read(signal === undefined ? counted : counted.abortSignal(signal), Count);
}
