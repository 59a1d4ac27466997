import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { createQueryClient } from "../../../../lib/query/query-client.ts";
import { boardQuery } from "../../../../lib/runs/board-query.ts";
import { sessionQuery } from "../../../../lib/sessions/session-query.ts";
import { workerListQuery } from "../../../../lib/workers/worker-list-query.ts";
import { routeId } from "../../../route-id.ts";
import { supabaseOfRequest } from "../../../supabase-of-request.ts";
import { readForPage } from "../../first-answer.ts";
import NotFound from "../../not-found.tsx";
import { ChatFrame } from "./chat/chat-frame.tsx";
import { SessionClient } from "./client.tsx";

interface Props {
  params: Promise<{ sessionId: string }>;
}

export const metadata: Metadata = { title: "Runboard" };

/** The Runboard of one session, and its chat. */
export default async function SessionPage({ params }: Props) {
  const sessionId = routeId((await params).sessionId);
  if (sessionId === null) return <NotFound />;
  const cache = createQueryClient();
  const found = await readForPage(
    Promise.all([
      cache.fetchQuery(sessionQuery(supabaseOfRequest, sessionId)),
      cache.prefetchQuery(boardQuery(supabaseOfRequest, sessionId)),
      cache.prefetchQuery(workerListQuery(supabaseOfRequest)),
    ]),
  );
  if (found?.[0] === null) return <NotFound />;
  return (
    <HydrationBoundary state={dehydrate(cache)}>
      <ChatFrame key={sessionId} sessionId={sessionId}>
        <SessionClient sessionId={sessionId} />
      </ChatFrame>
    </HydrationBoundary>
  );
}
