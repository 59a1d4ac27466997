import * as z from "zod";
import { type Cause, Explanation } from "../../supabase/functions/_shared/contracts/explain.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

/** Causes by the numbers of the runs that have any. */
export async function readExplanations(
  supabase: Supabase,
  runIds: readonly number[],
  signal: AbortSignal,
): Promise<Record<number, Cause[]>> {
  const answer = supabase.rpc("explain_runs", { run_ids: [...runIds] });
  const explained = await read(answer.abortSignal(signal), z.array(Explanation));
  return Object.fromEntries(explained.map(({ run_id, causes }) => [run_id, causes]));
}
