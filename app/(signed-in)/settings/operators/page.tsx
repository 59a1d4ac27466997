import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { invitationListQuery } from "../../../../lib/invitations/invitation-list-query.ts";
import { operatorListQuery } from "../../../../lib/operators/operator-list-query.ts";
import { createQueryClient } from "../../../../lib/query/query-client.ts";
import { supabaseOfRequest } from "../../../supabase-of-request.ts";
import { readForPage } from "../../first-answer.ts";
import { OperatorsClient } from "./client.tsx";

export const metadata: Metadata = { title: "Operators" };

/** Who may use the control room, as what, and who is invited. */
export default async function OperatorsPage() {
  const cache = createQueryClient();
  await readForPage(
    Promise.all([
      cache.prefetchQuery(operatorListQuery(supabaseOfRequest)),
      cache.prefetchQuery(invitationListQuery(supabaseOfRequest)),
    ]),
  );
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <OperatorsClient />
    </HydrationBoundary>
  );
}
