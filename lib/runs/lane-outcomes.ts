import { isFinal } from "../../supabase/functions/_shared/contracts/run-states.ts";
import type { LaneOutcomes } from "./lane-outcomes-read.ts";
import type { RunRow } from "./run-row.ts";

/** How many results of a lane are kept. */
const kept = 20;

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
