import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { workerKeys } from "./keys.ts";

export type { WorkerRow } from "./worker-list-read.ts";

/** The workers seen last, whether they still live or not. */
export function workerListQuery(connect: Connect) {
  return queryOptions({
    queryKey: workerKeys.list,
    queryFn: async ({ signal }) => (await import("./worker-list-read.ts")).readWorkers(await connect(), signal),
  });
}
