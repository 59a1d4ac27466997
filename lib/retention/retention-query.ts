import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { Retention } from "../../supabase/functions/_shared/contracts/retention.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { retentionKeys } from "./keys.ts";

/** For how long logs and artifacts are kept. */
export function retentionQuery(connect: Connect) {
  return queryOptions({
    queryKey: retentionKeys.current,
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      const query = supabase.from("retention").select("keep_succeeded_days, keep_failed_days, changed_at, changed_by");
      const [retention] = await read(query.abortSignal(signal), z.tuple([Retention]));
      return retention;
    },
  });
}
