import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { RunView } from "../../supabase/functions/_shared/contracts/run-view.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { runViewKeys } from "./keys.ts";

/** The reader's views of the list of runs and those that the team shares, by name. */
export function runViewListQuery(connect: Connect) {
  return queryOptions({
    queryKey: runViewKeys.list,
    staleTime: 30_000,
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      const query = supabase.from("run_views").select("id, name, query, shared, owner, owner_name");
      return await read(query.order("name").limit(500).abortSignal(signal), z.array(RunView));
    },
  });
}
