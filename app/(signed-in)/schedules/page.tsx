import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createQueryClient } from "../../../lib/query/query-client.ts";
import { scheduleListQuery } from "../../../lib/schedules/schedule-list-query.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";
import { readForPage } from "../first-answer.ts";
import { SchedulesClient } from "./client.tsx";

export const metadata: Metadata = { title: "Schedules" };

/** The schedules that this person may see. */
export default async function SchedulesPage() {
  const cache = createQueryClient();
  await readForPage(cache.prefetchQuery(scheduleListQuery(supabaseOfRequest)));
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <SchedulesClient />
    </HydrationBoundary>
  );
}
