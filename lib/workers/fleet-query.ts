import { queryOptions } from "@tanstack/react-query";
import { ListWorkersOutput } from "../../supabase/functions/_shared/contracts/fleet.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { workerKeys } from "./keys.ts";

/** Every worker with what it holds, those included of sessions that the reader does not see. */
export function fleetQuery(connect: Connect) {
  return queryOptions({
    queryKey: workerKeys.fleet,
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      return (await read(supabase.rpc("list_workers").abortSignal(signal), ListWorkersOutput)).workers;
    },
  });
}
