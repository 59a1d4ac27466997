import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createQueryClient } from "../../../lib/query/query-client.ts";
import { runListQuery } from "../../../lib/runs/run-list-query.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";
import { readForPage } from "../first-answer.ts";
import { RunsClient } from "./client.tsx";
import { loadRunFilter } from "./search-params.ts";

export const metadata: Metadata = { title: "Runs" };

/** All runs, newest first, narrowed by what the address says. */
export default async function RunsPage({ searchParams }: { searchParams: Promise<Record<string, string | string[]>> }) {
  const filter = await loadRunFilter(searchParams);
  const cache = createQueryClient();
  await readForPage(cache.prefetchInfiniteQuery(runListQuery(supabaseOfRequest, filter)));
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <RunsClient />
    </HydrationBoundary>
  );
}
