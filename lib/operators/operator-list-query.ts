import { queryOptions } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { operatorKeys } from "./keys.ts";

export type { OperatorRow } from "./operator-list-read.ts";

/** Everybody with a role, by name; those who were disabled, too. */
export function operatorListQuery(connect: Connect) {
  return queryOptions({
    queryKey: operatorKeys.list,
    queryFn: async ({ signal }) => (await import("./operator-list-read.ts")).readOperators(await connect(), signal),
  });
}
