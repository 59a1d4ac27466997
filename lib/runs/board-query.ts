import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

export type { Board } from "./board-read.ts";

/** One snapshot of a session's runs. */
export function boardQuery(connect: Connect, sessionId: number) {
  return queryOptions({
    queryKey: runKeys.board(sessionId),
    queryFn: async ({ signal }) => (await import("./board-read.ts")).readBoard(await connect(), sessionId, signal),
  });
}
