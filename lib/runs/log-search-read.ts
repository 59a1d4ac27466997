import * as z from "zod";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const Found = z.object({ seqs: z.array(z.int()), next_after: z.int().nullable() });

/** More hits than anybody walks through; the rest is named, not fetched. */
const mostHits = 5_000;

export interface LogHits {
  seqs: readonly number[];
  /** False: there may be more. */
  complete: boolean;
}

/** The lines of a run's log, as it is now, that contain a text. */
export async function searchLog(
  supabase: Supabase,
  runId: number,
  text: string,
  signal: AbortSignal,
): Promise<LogHits> {
  const seqs: number[] = [];
  let after: number | null = 0;
  while (after !== null && seqs.length < mostHits) {
    const page: z.output<typeof Found> = await read(
      supabase.rpc("find_log_lines", { run_id: runId, query: text, after }).abortSignal(signal),
      Found,
    );
    seqs.push(...page.seqs);
    after = page.next_after;
  }
  return { seqs, complete: after === null };
}
