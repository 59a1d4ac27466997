import * as z from "zod";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

/** Where in the log the newest execution of a step begins, or that of one attempt; null when it has not begun or its log was purged. */
export async function readStepStart(
  supabase: Supabase,
  runId: number,
  step: number,
  attempt?: number,
): Promise<number | null> {
  const starts = supabase
    .from("run_events")
    .select("seq")
    .eq("run_id", runId)
    .eq("step", step)
    .eq("kind", "step_started");
  const query = (attempt === undefined ? starts : starts.eq("attempt", attempt))
    .order("seq", { ascending: false })
    .limit(1);
  const [row] = await read(query, z.array(z.object({ seq: z.int() })));
  return row?.seq ?? null;
}
