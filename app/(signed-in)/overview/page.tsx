import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { overviewQuery } from "../../../lib/overview/overview-query.ts";
import { createQueryClient } from "../../../lib/query/query-client.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";
import { readForPage } from "../first-answer.ts";
import { OverviewClient } from "./client.tsx";
import { loadOverview } from "./search-params.ts";

export const metadata: Metadata = { title: "Overview" };

/** How things went over an hour, a day or a week, and how they stand. */
export default async function OverviewPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[]>>;
}) {
  const { period, session } = await loadOverview(searchParams);
  const cache = createQueryClient();
  await readForPage(cache.prefetchQuery(overviewQuery(supabaseOfRequest, period, session)));
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <OverviewClient />
    </HydrationBoundary>
  );
}
