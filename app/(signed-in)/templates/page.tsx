import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createQueryClient } from "../../../lib/query/query-client.ts";
import { templateOverviewQuery } from "../../../lib/templates/template-overview-query.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";
import { readForPage } from "../first-answer.ts";
import { TemplatesClient } from "./client.tsx";

export const metadata: Metadata = { title: "Templates" };

/** Every template, archived ones on request. */
export default async function TemplatesPage() {
  const cache = createQueryClient();
  await readForPage(cache.prefetchQuery(templateOverviewQuery(supabaseOfRequest)));
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <TemplatesClient />
    </HydrationBoundary>
  );
}
