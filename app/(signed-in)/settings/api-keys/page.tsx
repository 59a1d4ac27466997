import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { apiKeyListQuery } from "../../../../lib/api-keys/api-key-list-query.ts";
import { keyPlacesQuery } from "../../../../lib/api-keys/key-places-query.ts";
import { createQueryClient } from "../../../../lib/query/query-client.ts";
import { executorUrl } from "../../../../lib/supabase/config.ts";
import { uiConfig } from "../../../../lib/supabase/server.ts";
import { supabaseOfRequest } from "../../../supabase-of-request.ts";
import { readForPage } from "../../first-answer.ts";
import { ApiKeysClient } from "./client.tsx";

export const metadata: Metadata = { title: "API keys" };

/** The credentials of workers and scripts. */
export default async function ApiKeysPage() {
  const cache = createQueryClient();
  await readForPage(
    Promise.all([
      cache.prefetchQuery(apiKeyListQuery(supabaseOfRequest)),
      cache.prefetchQuery(keyPlacesQuery(supabaseOfRequest)),
    ]),
  );
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <ApiKeysClient executorUrl={executorUrl(uiConfig().supabaseUrl)} />
    </HydrationBoundary>
  );
}
