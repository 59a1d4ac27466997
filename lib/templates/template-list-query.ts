import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { templateKeys } from "./keys.ts";

/** The newest version of every template in use, by name. */
export function templateListQuery(connect: Connect) {
  return queryOptions({
    queryKey: templateKeys.list,
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await import("./template-list-read.ts")).readTemplates(await connect(), signal),
  });
}
