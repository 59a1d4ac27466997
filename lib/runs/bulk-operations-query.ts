import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { BulkOperation } from "../../supabase/functions/_shared/contracts/bulk-operation.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

/** How long one that has ended is still told of, in ms: whoever went away meanwhile finds out what came of it. */
const toldFor = 600_000;
/** How often one that is under way is looked at, in ms. */
const underWayEvery = 2_000;

const columns = "id, action, status, done, skipped, failed, note, created_by_name, created_at, finished_at";

/** The bulk operations of a person that are under way or have just ended, the newest first; five at most. */
export function ownBulkOperationsQuery(connect: Connect, userId: string) {
  return queryOptions({
    queryKey: runKeys.bulkOperations(userId),
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      const since = new Date(Date.now() - toldFor).toISOString();
      const query = supabase.from("bulk_operations").select(columns).eq("created_by", `operator:${userId}`);
      const told = query.or(`status.eq.running,finished_at.gt.${since}`).order("id", { ascending: false }).limit(5);
      return read(told.abortSignal(signal), z.array(BulkOperation));
    },
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "running") ? underWayEvery : false),
  });
}
