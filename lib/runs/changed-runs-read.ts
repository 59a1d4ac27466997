import * as z from "zod";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import { AttemptRow, attemptColumns, RunRow, runColumns, StepRow, stepColumns } from "./run-row.ts";

/** Runs as they are now, with their open attempts and their steps. */
export interface ChangedRuns {
  runs: RunRow[];
  attempts: AttemptRow[];
  steps: StepRow[];
}

/** Reads a few runs of a board at once, in one turn. */
export async function readChangedRuns(supabase: Supabase, ids: number[]): Promise<ChangedRuns> {
  const [runs, attempts, steps] = await Promise.all([
    read(supabase.from("runs").select(runColumns).in("id", ids), z.array(RunRow)),
    read(
      supabase.from("run_attempts").select(attemptColumns).in("run_id", ids).is("finished_at", null),
      z.array(AttemptRow),
    ),
    read(supabase.from("run_steps").select(stepColumns).in("run_id", ids).order("step"), z.array(StepRow)),
  ]);
  return { runs, attempts, steps };
}
