import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";

export type { FinishedRun } from "./my-finished-read.ts";

export const myFinishedKey = ["notifications", "finished"] as const;

/** The reader's own runs that ended since, the newest first, 50 at most. `since` in ms. */
export function myFinishedQuery(connect: Connect, since: number) {
  return queryOptions({
    queryKey: [...myFinishedKey, since] as const,
    queryFn: async ({ signal }) =>
      (await import("./my-finished-read.ts")).readMyFinished(await connect(), since, signal),
  });
}
