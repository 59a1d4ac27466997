import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { NotSaved } from "../../../../components/states/not-saved.tsx";
import { artifactListQuery } from "../../../../lib/artifacts/artifact-list-query.ts";
import { createQueryClient } from "../../../../lib/query/query-client.ts";
import { logTailQuery } from "../../../../lib/runs/log-tail-query.ts";
import { runDefinitionQuery } from "../../../../lib/runs/run-definition-query.ts";
import { runQuery } from "../../../../lib/runs/run-query.ts";
import { routeId } from "../../../route-id.ts";
import { supabaseOfRequest } from "../../../supabase-of-request.ts";
import { readForPage } from "../../first-answer.ts";
import NotFound from "../../not-found.tsx";
import { notSavedRemedy } from "../../not-saved.ts";
import { RunClient } from "./client.tsx";

interface Props {
  params: Promise<{ runId: string }>;
  searchParams: Promise<Record<string, string | string[]>>;
}

export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  return { title: `Run ${(await params).runId}` };
}

/** One run: its steps, its live log, and what it produced. */
export default async function RunPage({ params, searchParams }: Props) {
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
  const refused = notSavedRemedy(await searchParams);
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      {refused !== null && (
        <div className="px-3 pt-3 sm:px-4 sm:pt-4">
          <NotSaved what="The log" remedy={refused} href={`/runs/${runId}/log`} />
        </div>
      )}
      <RunClient runId={runId} />
    </HydrationBoundary>
  );
}
