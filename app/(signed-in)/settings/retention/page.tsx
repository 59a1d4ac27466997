import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createQueryClient } from "../../../../lib/query/query-client.ts";
import { retentionQuery } from "../../../../lib/retention/retention-query.ts";
import { supabaseOfRequest } from "../../../supabase-of-request.ts";
import { readForPage } from "../../first-answer.ts";
import { RetentionClient } from "./client.tsx";

export const metadata: Metadata = { title: "Retention" };

/** For how long logs and artifacts are kept. */
export default async function RetentionPage() {
  const cache = createQueryClient();
  await readForPage(cache.prefetchQuery(retentionQuery(supabaseOfRequest)));
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <RetentionClient />
    </HydrationBoundary>
  );
}
