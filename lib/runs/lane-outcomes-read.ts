import * as z from "zod";
import { Id } from "../../supabase/functions/_shared/contracts/ids.ts";
import { RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const Outcome = z.object({ id: Id, status: RunStatus });
/** The last results of lanes by their id, newest first. */
export const LaneOutcomes = z.record(z.string(), z.array(Outcome));
export type LaneOutcomes = z.output<typeof LaneOutcomes>;

/** Those of every lane of a session, in one answer. */
export async function fetchLaneOutcomes(
  supabase: Supabase,
  sessionId: number,
  signal: AbortSignal,
): Promise<LaneOutcomes> {
  return await read(supabase.rpc("lane_outcomes", { session_id: sessionId }).abortSignal(signal), LaneOutcomes);
}
