import * as z from "zod";
import { Id } from "../../supabase/functions/_shared/contracts/ids.ts";
import { finalStatuses } from "../../supabase/functions/_shared/contracts/run-states.ts";
import { read, readWithCount } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import { eachRunOnce } from "./each-run-once.ts";
import { fetchLaneOutcomes, type LaneOutcomes } from "./lane-outcomes-read.ts";
import { recentLimit } from "./recent-limit.ts";
import { AttemptRow, attemptColumns, RunRow, runColumns, StepRow, stepColumns } from "./run-row.ts";

/** How many queued runs of a session its board knows. */
const queueLimit = 200;

/** The runs of a session as its board shows them. */
export interface Board {
  /** Runs that hold a slot, oldest first, and their open attempts and those attempts' steps. */
  active: RunRow[];
  attempts: AttemptRow[];
  steps: StepRow[];
  /** The head of the queue in claim order, and how many runs each lane (by id) has queued in all; a lane without any is absent. */
  queued: RunRow[];
  queuedCounts: Record<number, number>;
  /** Newest first. */
  recent: RunRow[];
  outcomes: LaneOutcomes;
}

/** One snapshot of a session's runs. */
export async function readBoard(supabase: Supabase, sessionId: number, signal: AbortSignal): Promise<Board> {
  const runs = () => supabase.from("runs").select(runColumns, { count: "exact" }).eq("session_id", sessionId);
  const [held, { data: waiting, count }, ended, outcomes] = await Promise.all([
    read(
      supabase
        .from("runs")
        .select(runColumns)
        .eq("session_id", sessionId)
        .eq("holds_slot", true)
        .order("id")
        .abortSignal(signal),
      z.array(RunRow),
    ),
    readWithCount(
      runs()
        .eq("status", "queued")
        .eq("holds_slot", false)
        .order("priority", { ascending: false })
        .order("rank")
        .order("id")
        .limit(queueLimit)
        .abortSignal(signal),
      z.array(RunRow),
    ),
    read(
      supabase
        .from("runs")
        .select(runColumns)
        .eq("session_id", sessionId)
        .in("status", [...finalStatuses])
        .order("id", { ascending: false })
        .limit(recentLimit)
        .abortSignal(signal),
      z.array(RunRow),
    ),
    fetchLaneOutcomes(supabase, sessionId, signal),
  ]);
  const { active, queued, recent } = eachRunOnce({ active: held, queued: waiting, recent: ended });
  const ids = active.map((run) => run.id);
  const [attempts, steps] = await Promise.all(
    ids.length === 0
      ? [[], []]
      : [
          read(
            supabase
              .from("run_attempts")
              .select(attemptColumns)
              .in("run_id", ids)
              .is("finished_at", null)
              .abortSignal(signal),
            z.array(AttemptRow),
          ),
          read(
            supabase.from("run_steps").select(stepColumns).in("run_id", ids).order("step").abortSignal(signal),
            z.array(StepRow),
          ),
        ],
  );
  const queuedCounts =
    (count ?? 0) > waiting.length ? await countQueued(supabase, sessionId, signal) : countByLane(queued);
  return { active, attempts, steps, queued, queuedCounts, recent, outcomes };
}

function countByLane(runs: RunRow[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { lane_id } of runs) counts[lane_id] = (counts[lane_id] ?? 0) + 1;
  return counts;
}

/** Counts a queue that is longer than its head, lane by lane. */
async function countQueued(
  supabase: Supabase,
  sessionId: number,
  signal: AbortSignal,
): Promise<Record<number, number>> {
  const lanes = await read(
    supabase.from("lanes").select("id").eq("session_id", sessionId).abortSignal(signal),
    z.array(z.object({ id: Id })),
  );
  const counts = await Promise.all(
    lanes.map(async ({ id }) => {
      const query = supabase
        .from("runs")
        .select("id", { count: "exact" })
        .eq("lane_id", id)
        .eq("status", "queued")
        .eq("holds_slot", false)
        .limit(1);
      const { count } = await readWithCount(query.abortSignal(signal), z.array(z.unknown()));
      return [id, count ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts);
}
