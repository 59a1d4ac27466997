import type { Cause } from "../../supabase/functions/_shared/contracts/explain.ts";

/** The head of a lane, and the runs above its queue, say these for the whole lane. */
const ofTheLane: ReadonlySet<Cause["code"]> = new Set(["lane_paused", "lane_full"]);

/**
 * A row tells what is its own: its time, its place, its key, its label. What the lane or the queue's first row says as well is `said`, and told only
 * by a row that has nothing of its own. `head` are the causes of the queue's first row; empty for that row itself.
 */
export function rowCauses(causes: readonly Cause[], head: readonly Cause[]): { causes: Cause[]; said: Cause[] } {
  const above = new Set(head.map((cause) => JSON.stringify(cause)));
  const isSaid = (cause: Cause) => ofTheLane.has(cause.code) || above.has(JSON.stringify(cause));
  const own = causes.filter((cause) => !isSaid(cause));
  const said = causes.filter(isSaid);
  return own.length > 0 ? { causes: own, said } : { causes: said.slice(0, 1), said: said.slice(1) };
}
