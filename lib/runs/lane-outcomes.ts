import * as z from "zod";
import { Id } from "../../supabase/functions/_shared/contracts/ids.ts";
import { isFinal, RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";
import type { RunRow } from "./run-row.ts";

/** How many results of a lane are kept. */
const kept = 20;

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

/** The results with these runs as they are now: what ended comes in, what was retried goes. */
export function patchOutcomes(outcomes: LaneOutcomes, changed: readonly RunRow[]): LaneOutcomes {
  const ids = changed.map((run) => run.id);
  const ended = changed.filter((run) => isFinal(run.status));
  const lanes = new Set([...Object.keys(outcomes), ...ended.map((run) => String(run.lane_id))]);
  return Object.fromEntries(
    [...lanes].map((lane) => {
      const others = (outcomes[lane] ?? []).filter((outcome) => !ids.includes(outcome.id));
      const own = ended.filter((run) => String(run.lane_id) === lane).map(({ id, status }) => ({ id, status }));
      return [lane, [...others, ...own].sort((a, b) => b.id - a.id).slice(0, kept)];
    }),
  );
}
