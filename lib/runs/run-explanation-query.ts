import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { type Cause, Explanation } from "../../supabase/functions/_shared/contracts/explain.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

/** What may change elsewhere without a hint to this page (a key that another session holds, a worker's slots) is seen this late, in ms. */
const againEvery = 10_000;

/**
 * Why runs do not go on, by their numbers; those that are not queued or waiting have no cause. `circumstances` names what the page knows of
 * what holds them: when it changes, it is asked anew, and until the answer is there the one before stands.
 */
export function runExplanationQuery(connect: Connect, runIds: readonly number[], circumstances: string) {
  return queryOptions({
    queryKey: runKeys.explanations(runIds, circumstances),
    enabled: runIds.length > 0,
    gcTime: againEvery, // circumstances come and go by the hundred
    placeholderData: keepPreviousData,
    refetchInterval: againEvery,
    queryFn: async ({ signal }): Promise<Record<number, Cause[]>> => {
      const supabase = await connect();
      const answer = supabase.rpc("explain_runs", { run_ids: [...runIds] });
      const explained = await read(answer.abortSignal(signal), z.array(Explanation));
      return Object.fromEntries(explained.map(({ run_id, causes }) => [run_id, causes]));
    },
  });
}
