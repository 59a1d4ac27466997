import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { createQueryClient } from "../../../lib/query/query-client.ts";
import { sessionListQuery } from "../../../lib/sessions/session-list-query.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";
import { readForPage } from "../first-answer.ts";
import { SessionsClient } from "./client.tsx";

export const metadata: Metadata = { title: "Sessions" };

/** The sessions that this person may see. */
export default async function SessionsPage() {
  const cache = createQueryClient();
  await readForPage(cache.prefetchQuery(sessionListQuery(supabaseOfRequest, false)));
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <NuqsAdapter>
        <SessionsClient />
      </NuqsAdapter>
    </HydrationBoundary>
  );
}
