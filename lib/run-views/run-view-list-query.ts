import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { runViewKeys } from "./keys.ts";

/** The reader's views of the list of runs and those that the team shares, by name. */
export function runViewListQuery(connect: Connect) {
  return queryOptions({
    queryKey: runViewKeys.list,
    staleTime: 30_000,
    queryFn: async ({ signal }) => (await import("./run-view-list-read.ts")).readRunViews(await connect(), signal),
  });
}
