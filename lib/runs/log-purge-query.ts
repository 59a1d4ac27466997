import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { Instant } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

/** When a run's log was last purged; null when it never was. */
export function logPurgeQuery(connect: Connect, runId: number) {
  return queryOptions({
    queryKey: runKeys.purge(runId),
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      const query = supabase.from("run_log_purges").select("purged_at").eq("run_id", runId);
      const newest = query.order("entries", { ascending: false }).limit(1).abortSignal(signal);
      const [row] = await read(newest, z.array(z.object({ purged_at: Instant })));
      return row?.purged_at ?? null;
    },
  });
}
