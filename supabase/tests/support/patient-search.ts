import type postgres from "postgres";
import { plantFault } from "../../../e2e/harness/planted-fault.ts";

/** How long each search goes on where nobody says so, as Postgres writes it. */
const budgets = {
  search_runs: "'00:00:00.06'::interval",
  search_log: "'00:00:00.25'::interval",
  count_found_runs: "interval '250 milliseconds'",
} as const;

/** Searches of this database go on until they have seen all, on a machine of any speed. What they do when their time is up, a test asks with a time of its own. */
export async function searchPatiently(sql: postgres.Sql, functions: readonly (keyof typeof budgets)[]): Promise<void> {
  for (const functionName of functions)
    await plantFault(sql, { functionName, replace: [[budgets[functionName], "interval '1 hour'"]] });
}
