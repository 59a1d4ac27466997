import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { sessionKeys } from "./keys.ts";

export type { SessionDetail } from "./session-read.ts";

/** One session with its lanes; null when there is none that the reader may see. */
export function sessionQuery(connect: Connect, sessionId: number) {
  return queryOptions({
    queryKey: sessionKeys.detail(sessionId),
    queryFn: async ({ signal }) => (await import("./session-read.ts")).readSession(await connect(), sessionId, signal),
  });
}
