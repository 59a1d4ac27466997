import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { sessionKeys } from "./keys.ts";

export type { SessionListItem } from "./session-list-read.ts";

/** The open or the archived sessions, newest first, with their open runs counted. */
export function sessionListQuery(connect: Connect, archived: boolean) {
  return queryOptions({
    queryKey: sessionKeys.list(archived),
    queryFn: async ({ signal }) =>
      (await import("./session-list-read.ts")).readSessions(await connect(), archived, signal),
  });
}
