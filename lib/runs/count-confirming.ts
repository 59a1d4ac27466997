import type { RunFilter } from "../../supabase/functions/_shared/contracts/run-filter.ts";
import type { Connect } from "../supabase/types.ts";
import type { RunCount } from "./run-list-read.ts";

const retried = ["failed", "cancelled"] as const;

/** How many of the runs that a retry of these would begin again are of templates that ask for confirmation. Null: it could not be read. */
export async function countConfirming(connect: Connect, runs: RunFilter): Promise<RunCount | null> {
  try {
    const { countRuns } = await import("./run-list-read.ts");
    const status = retried.filter((one) => runs.status?.includes(one) ?? true);
    return await countRuns(await connect(), { ...runs, status, confirm: true });
  } catch {
    return null;
  }
}
