import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";
import { type ListFilter, toRunFilter } from "./run-filter.ts";

export type { RunCount, RunPage } from "./run-list-read.ts";

const reads = () => import("./run-list-read.ts");

/** Runs that meet the filter, newest first, page by page. */
export function runListQuery(connect: Connect, filter: ListFilter) {
  return infiniteQueryOptions({
    queryKey: runKeys.list(filter),
    initialPageParam: null as number | null, // null: from the newest
    queryFn: async ({ pageParam, signal }) => (await reads()).readRunPage(await connect(), filter, pageParam, signal),
    getNextPageParam: (page) => page.next,
  });
}

/** How many runs meet the filter; counted in bounded time, so that there may be more than it says. */
export function runCountQuery(connect: Connect, filter: ListFilter) {
  return queryOptions({
    queryKey: runKeys.count(filter),
    queryFn: async ({ signal }) => (await reads()).countRuns(await connect(), toRunFilter(filter, Date.now()), signal),
  });
}
