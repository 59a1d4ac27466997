import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createQueryClient } from "../../../lib/query/query-client.ts";
import { fleetQuery } from "../../../lib/workers/fleet-query.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";
import { readForPage } from "../first-answer.ts";
import { WorkersClient } from "./client.tsx";

export const metadata: Metadata = { title: "Workers" };

/** The fleet that executes runs. */
export default async function WorkersPage() {
  const cache = createQueryClient();
  await readForPage(cache.prefetchQuery(fleetQuery(supabaseOfRequest)));
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <WorkersClient />
    </HydrationBoundary>
  );
}
