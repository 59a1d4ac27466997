import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { runKeys } from "./keys.ts";

/** What may change elsewhere without a hint to this page (a key that another session holds, a worker's slots) is seen this late, in ms. */
const againEvery = 10_000;

/**
 * Why runs do not go on, by their numbers; those that run or are over have no cause. `circumstances` names what the page knows of
 * what holds them: when it changes, it is asked anew, and until the answer is there the one before stands.
 */
export function runExplanationQuery(connect: Connect, runIds: readonly number[], circumstances: string) {
  return queryOptions({
    queryKey: runKeys.explanations(runIds, circumstances),
    enabled: runIds.length > 0,
    gcTime: againEvery, // circumstances come and go by the hundred
    placeholderData: keepPreviousData,
    refetchInterval: againEvery,
    queryFn: async ({ signal }) =>
      (await import("./run-explanation-read.ts")).readExplanations(await connect(), runIds, signal),
  });
}
