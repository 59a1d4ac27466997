import * as z from "zod";
import { Id, Instant } from "../../supabase/functions/_shared/contracts/ids.ts";
import { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import { AttemptRow, attemptColumns, RunRow, runColumns, StepRow, stepColumns } from "./run-row.ts";

const StepWithOutputs = StepRow.extend({ outputs: z.record(z.string(), Json) });
type StepWithOutputs = z.output<typeof StepWithOutputs>;

export interface RunDetail {
  run: RunRow;
  limits: RunLimits;
  parameters: Record<string, Json>;
  /** The run whose parameters it began with. */
  clonedFrom: number | null;
  /** The schedule that made it; null: somebody did. */
  schedule: RunSchedule | null;
  /** Of every attempt, in order. */
  steps: StepWithOutputs[];
  /** Oldest first. */
  attempts: AttemptRow[];
}

/** What only the page of one run tells. */
const detailColumns =
  "parameters, cloned_from, queued_at, queue_expires_at, timeout_seconds, schedules!a_run_knows_its_schedule(id, name, deleted_at)";
const RunLimits = z.object({
  queued_at: Instant,
  queue_expires_at: Instant.nullable(),
  timeout_seconds: z.number().nullable(),
});
type RunLimits = z.output<typeof RunLimits>;
const RunSchedule = z.object({ id: Id, name: z.string(), deleted_at: Instant.nullable() });
type RunSchedule = z.output<typeof RunSchedule>;
const Detail = z.object({
  parameters: z.record(z.string(), Json),
  cloned_from: Id.nullable(),
  schedules: RunSchedule.nullable(),
  ...RunLimits.shape,
});

/** One run with its attempts and steps; null when there is none that the reader may see. */
export async function readRun(supabase: Supabase, runId: number, signal: AbortSignal): Promise<RunDetail | null> {
  const [runs, attempts, steps] = await Promise.all([
    read(
      supabase.from("runs").select(`${runColumns}, ${detailColumns}`).eq("id", runId).abortSignal(signal),
      z.array(z.unknown()),
    ),
    read(
      supabase.from("run_attempts").select(attemptColumns).eq("run_id", runId).order("number").abortSignal(signal),
      z.array(AttemptRow),
    ),
    read(
      supabase
        .from("run_steps")
        .select(`${stepColumns}, outputs`)
        .eq("run_id", runId)
        .order("attempt")
        .order("step")
        .abortSignal(signal),
      z.array(StepWithOutputs),
    ),
  ]);
  const [row] = runs;
  if (row === undefined) return null;
  const { parameters, cloned_from: clonedFrom, schedules: schedule, ...limits } = Detail.parse(row);
  return { run: RunRow.parse(row), limits, parameters, clonedFrom, schedule, attempts, steps };
}
