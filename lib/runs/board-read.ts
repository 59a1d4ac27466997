import * as z from "zod";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import { type BoardLists, boardLists } from "./board-lists.ts";
import { AttemptRow, RunRow, StepRow } from "./run-row.ts";

/** The runs of a session as its board shows them. */
export interface Board extends BoardLists {
  /** Open attempts of the active runs, and the steps of all their attempts. */
  attempts: AttemptRow[];
  steps: StepRow[];
  /** How many runs each lane (by id) has queued in all; a lane without any is absent. */
  queuedCounts: Record<string, number>;
}

const Answer = z.object({
  runs: z.array(RunRow),
  attempts: z.array(AttemptRow),
  steps: z.array(StepRow),
  queue_lengths: z.record(z.string(), z.int()),
});

/** One snapshot of a session's runs. */
export async function readBoard(supabase: Supabase, sessionId: number, signal: AbortSignal): Promise<Board> {
  const board = supabase.rpc("session_board", { session_id: sessionId }).abortSignal(signal);
  const { runs, queue_lengths, ...work } = await read(board, Answer);
  return { ...boardLists(runs), queuedCounts: queue_lengths, ...work };
}
