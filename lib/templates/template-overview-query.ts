import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { templateKeys } from "./keys.ts";

/** Every template in its newest version, archived ones too, by name. */
export function templateOverviewQuery(connect: Connect) {
  return queryOptions({
    queryKey: templateKeys.overview,
    queryFn: async ({ signal }) =>
      (await import("./template-overview-read.ts")).readTemplateOverview(await connect(), signal),
  });
}
