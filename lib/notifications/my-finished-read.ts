import * as z from "zod";
import { Id, Instant } from "../../supabase/functions/_shared/contracts/ids.ts";
import { FailureCode, RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const FinishedRun = z.object({
  id: Id,
  session_id: Id,
  session_name: z.string(),
  title: z.string(),
  status: RunStatus,
  failure_code: FailureCode.nullable(),
  finished_at: Instant,
});
export type FinishedRun = z.output<typeof FinishedRun>;

/** The reader's own runs that ended since, the newest first, 50 at most. `since` in ms. */
export async function readMyFinished(supabase: Supabase, since: number, signal: AbortSignal) {
  const answer = supabase.rpc("my_finished_runs", { since: new Date(since).toISOString() });
  return await read(answer.abortSignal(signal), z.array(FinishedRun));
}
