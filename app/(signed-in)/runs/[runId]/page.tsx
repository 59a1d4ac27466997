import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { artifactListQuery } from "../../../../lib/artifacts/artifact-list-query.ts";
import { createQueryClient } from "../../../../lib/query/query-client.ts";
import { logTailQuery } from "../../../../lib/runs/log-tail-query.ts";
import { runDefinitionQuery } from "../../../../lib/runs/run-definition-query.ts";
import { runQuery } from "../../../../lib/runs/run-query.ts";
import { routeId } from "../../../route-id.ts";
import { supabaseOfRequest } from "../../../supabase-of-request.ts";
import { readForPage } from "../../first-answer.ts";
import NotFound from "../../not-found.tsx";
import { RunClient } from "./client.tsx";

interface Props {
  params: Promise<{ runId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Run ${(await params).runId}` };
}

/** One run: its steps, its live log, and what it produced. */
export default async function RunPage({ params }: Props) {
  const runId = routeId((await params).runId);
  if (runId === null) return <NotFound />;
  const cache = createQueryClient();
  const found = await readForPage(
    Promise.all([
      cache.fetchQuery(runQuery(supabaseOfRequest, runId)),
      cache.prefetchQuery(runDefinitionQuery(supabaseOfRequest, runId)),
      cache.prefetchQuery(artifactListQuery(supabaseOfRequest, runId)),
      cache.prefetchQuery(logTailQuery(supabaseOfRequest, runId)),
    ]),
  );
  if (found?.[0] === null) return <NotFound />;
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <RunClient runId={runId} />
    </HydrationBoundary>
  );
}
