import { z } from "zod";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";
import type { BenchStack } from "../support/stack.ts";

export const RUNS = 50;
const QUIET_RATE = 80;
const LOUD_RATE = 5_000 - (RUNS - 1) * QUIET_RATE;

export interface Storm {
  sessionId: number;
  laneIds: number[];
  runs: { id: number; printed: number }[];
  /** The run that prints most, whose page is watched. */
  loud: number;
}

/** Queues 50 runs of so many seconds in five lanes that are paused, and whose capacity lets all of them run. */
export async function queueStorm({ ops }: BenchStack, seconds: number): Promise<Storm> {
  const lanes = ["A", "B", "C", "D", "E"].map((name) => ({ name, capacity: RUNS / 5 }));
  const session = await ops.createSession({ name: "Storm", lanes });
  const laneIds = session.lanes.map(({ id }) => id);
  for (const lane_id of laneIds) await ops.pauseLane({ lane_id, note: "Until the pages are open" });
  const runs: Storm["runs"] = [];
  for (let n = 0; n < RUNS; n += 1) {
    const lines_per_second = n === 0 ? LOUD_RATE : QUIET_RATE;
    const parameters = { lines_per_second, seconds, long_lines: 3, random_bytes: 0 };
    const lane = lanes[n % lanes.length]?.name;
    const { run } = await ops.createRun({ session_id: session.id, lane, template: "log-storm", parameters });
    runs.push({ id: run.id, printed: lines_per_second * parameters.seconds });
  }
  return { sessionId: session.id, laneIds, runs, loud: runs[0]?.id ?? 0 };
}

/** Waits until all of the runs are in one of these states. Throws with what they are in when that takes too long. */
export async function until(
  { sql }: BenchStack,
  { runs }: Storm,
  statuses: string[],
  timeoutMs: number,
): Promise<void> {
  const ids = runs.map(({ id }) => id);
  const count = async () => {
    const [row] = await sql`
      select count(*)::int as n from public.runs where id in ${sql(ids)} and status in ${sql(statuses)}`;
    return row?.n === RUNS;
  };
  if ((await waitUntil(count, { timeoutMs, intervalMs: 250 })) !== null) return;
  const are = await sql`
    select status, attempt, failure_code, count(*)::int as runs from public.runs where id in ${sql(ids)} group by 1, 2, 3`;
  throw new Error(`not all runs were ${statuses.join(" or ")} within ${timeoutMs / 1_000} s: ${JSON.stringify(are)}`);
}

export const entriesOf = async ({ sql }: BenchStack): Promise<number> => {
  const [row] = await sql`select coalesce(sum(lines), 0)::int as n from private.log_heads`;
  return z.number().parse(row?.n);
};
