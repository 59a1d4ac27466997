import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

const reads = () => import("./bulk-operations-read.ts");

/** How often one that is under way is looked at, in ms. */
const underWayEvery = 2_000;

/** The bulk operations of a person that are under way or have just ended, the newest first; five at most. */
export function ownBulkOperationsQuery(connect: Connect, userId: string) {
  return queryOptions({
    queryKey: runKeys.ownBulkOperations(userId),
    queryFn: async ({ signal }) => (await reads()).readOwnBulkOperations(await connect(), userId, signal),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "running") ? underWayEvery : false),
  });
}
