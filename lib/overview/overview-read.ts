import { Overview, type OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

/** What went on in a period, of all sessions that the reader sees or of one. */
export async function readOverview(
  supabase: Supabase,
  period: OverviewPeriod,
  sessionId: number | null,
  signal: AbortSignal,
): Promise<Overview> {
  const asked = supabase.rpc("overview", { period, ...(sessionId !== null && { session_id: sessionId }) });
  return await read(asked.abortSignal(signal), Overview);
}
