import { z } from "zod";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";

/** Where in the log the newest execution of a step begins; null when it has not begun or its log was purged. */
export async function findStepStart(connect: Connect, runId: number, step: number): Promise<number | null> {
  const supabase = await connect();
  const query = supabase
    .from("run_events")
    .select("seq")
    .eq("run_id", runId)
    .eq("step", step)
    .eq("kind", "step_started")
    .order("seq", { ascending: false })
    .limit(1);
  const [row] = await read(query, z.array(z.object({ seq: z.int() })));
  return row?.seq ?? null;
}
