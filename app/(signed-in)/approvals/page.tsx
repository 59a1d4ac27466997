import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { decidedApprovalsQuery, pendingApprovalsQuery } from "../../../lib/approvals/approval-list-query.ts";
import { createQueryClient } from "../../../lib/query/query-client.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";
import { readForPage } from "../first-answer.ts";
import { ApprovalsClient } from "./client.tsx";

export const metadata: Metadata = { title: "Approvals" };

/** What waits for a decision, and what was decided. */
export default async function ApprovalsPage() {
  const cache = createQueryClient();
  await readForPage(
    Promise.all([
      cache.prefetchQuery(pendingApprovalsQuery(supabaseOfRequest)),
      cache.prefetchQuery(decidedApprovalsQuery(supabaseOfRequest)),
    ]),
  );
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <ApprovalsClient />
    </HydrationBoundary>
  );
}
