import { readdirSync, readFileSync } from "node:fs";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import { verifyRunLog } from "../../lib/run-log/verify.ts";
import type { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";
import type { ControlRoom } from "../harness/control-room.ts";
import { isWhole, lastStepTicks, type Mark, overlaps } from "./marks.ts";
import { type Asked, laneCapacity } from "./workload.ts";

/** What is wrong, in sentences; nothing when all held. */
export async function violations(
  room: ControlRoom,
  operator: OpsClient,
  asked: Asked[],
  marks: Mark[],
): Promise<string[]> {
  return [
    ...overlaps(marks),
    ...(await wrongRuns(room, asked)),
    ...(await wrongAttempts(room)),
    ...(await wrongSteps(room, asked, marks)),
    ...(await wrongLogs(room, operator, asked)),
  ];
}

/** Each run that was asked for is there, once, and over: succeeded, or cancelled where somebody asked for it. */
async function wrongRuns({ sql }: ControlRoom, asked: Asked[]): Promise<string[]> {
  const rows = await sql<{ id: string; status: string; error: string | null }[]>`
    select id::text, status, error from public.runs`;
  const found = new Map(rows.map((row) => [Number(row.id), row]));
  const wrong = asked.flatMap(({ id, cancelled }) => {
    const run = found.get(id);
    if (run?.status === "succeeded" || (run?.status === "cancelled" && cancelled)) return [];
    return [`run ${id} is ${run?.status ?? "lost"} (${run?.error ?? "no error"})`];
  });
  return rows.length === asked.length
    ? wrong
    : [...wrong, `${asked.length} runs were asked for, ${rows.length} are there`];
}

/** Attempts one after the other, each ended, one success at most and as the last; no lane above its capacity; no lease left. */
async function wrongAttempts({ sql }: ControlRoom): Promise<string[]> {
  const rows = await sql<{ problem: string }[]>`
    select format('run %s: attempt %s began %s before the end of the one before it', run_id, number, before - claimed_at) as problem
    from (
      select a.*, lag(a.finished_at) over (partition by a.run_id order by a.number) as before from public.run_attempts a
    ) a
    where before > claimed_at
    union all
    select format('run %s: attempt %s has no end', run_id, number) from public.run_attempts where finished_at is null
    union all
    select format('run %s: attempt %s has succeeded, the run is %s after %s', a.run_id, a.number, r.status, r.attempt)
    from public.run_attempts a join public.runs r on r.id = a.run_id
    where a.outcome = 'succeeded' and (r.status <> 'succeeded' or r.attempt <> a.number)
    union all
    select format('run %s has succeeded without a successful attempt', r.id) from public.runs r
    where r.status = 'succeeded' and not exists (
      select from public.run_attempts a where a.run_id = r.id and a.number = r.attempt and a.outcome = 'succeeded'
    )
    union all
    select format('run %s has attempts %s, not 1 to %s', r.id, array_agg(a.number order by a.number), r.attempt)
    from public.runs r join public.run_attempts a on a.run_id = r.id
    group by r.id having array_agg(a.number order by a.number) <> array(select generate_series(1, r.attempt))
    union all
    select format('a lane of %s slots held %s runs at %s', ${laneCapacity}::integer, held, at) from (
      select at, sum(change) over (partition by lane_id order by at, change) as held from (
        select r.lane_id, a.claimed_at as at, 1 as change from public.run_attempts a join public.runs r on r.id = a.run_id
        union all
        select r.lane_id, a.finished_at, -1 from public.run_attempts a join public.runs r on r.id = a.run_id
      ) changes
    ) l where held > ${laneCapacity}
    union all
    select format('run %s has a lease left', run_id) from private.leases`;
  return rows.map(({ problem }) => problem);
}

/** What the file says and what the database says is the same: a step that succeeded left its marks once, and only started attempts left any. */
async function wrongSteps({ sql }: ControlRoom, asked: Asked[], marks: Mark[]): Promise<string[]> {
  const ticksOf = new Map(asked.map(({ id, ticks }) => [id, ticks]));
  const key = (runId: number, attempt: number, step: number) => `run ${runId}, attempt ${attempt}, step ${step}`;
  const left = Map.groupBy(marks, ({ runId, attempt, step }) => key(runId, attempt, step));
  const rows = await sql<{ run_id: string; attempt: number; step: number; status: string; started: boolean }[]>`
    select s.run_id::text, s.attempt, s.step, s.status, a.started_at is not null as started
    from public.run_steps s join public.run_attempts a on a.run_id = s.run_id and a.number = s.attempt`;
  const wrong = rows.flatMap(({ run_id, attempt, step, status, started }) => {
    const runId = Number(run_id);
    const name = key(runId, attempt, step);
    const own = left.get(name) ?? [];
    left.delete(name);
    if (own.length > 0 && !started) return [`${name} has marks, but never began`];
    if (status === "succeeded" && !isWhole(own, step === 0 ? (ticksOf.get(runId) ?? -1) : lastStepTicks))
      return [`${name} succeeded, but its marks are not whole`];
    return [];
  });
  const open = await sql<{ id: string }[]>`
    select r.id::text from public.runs r where r.status = 'succeeded' and 2 > (
      select count(distinct s.step) from public.run_steps s where s.run_id = r.id and s.status = 'succeeded'
    )`;
  return [
    ...wrong,
    ...[...left.keys()].map((name) => `${name} has marks, but is unknown`),
    ...open.map(({ id }) => `run ${id} has succeeded without both of its steps`),
  ];
}

/** Every log verifies, twice; and tells of one creation, each claim, and one end for each time that the run was started. */
async function wrongLogs({ sql }: ControlRoom, operator: OpsClient, asked: Asked[]): Promise<string[]> {
  const inSql = await sql<{ problem: string }[]>`
    select format('run %s: entry %s is bad in SQL (%s)', r.id, v.bad_seq, v.reason) as problem
    from public.runs r cross join lateral private.verify_run_log(r.id) v where not v.ok`;
  const wrong = inSql.map(({ problem }) => problem);
  for (const { id } of asked) {
    const entries = await logOf(operator, id);
    const { run } = await operator.getRun({ run_id: id });
    const verdict = await verifyRunLog(entries, { runId: id, count: run.last_seq });
    if (!verdict.ok) wrong.push(`run ${id}: entry ${verdict.seq} is bad (${verdict.message})`);
    const count = (...kinds: string[]) => entries.filter(({ kind }) => kinds.includes(kind)).length;
    const told = {
      created: count("run_created"),
      claimed: count("run_claimed"),
      ended: count("run_succeeded", "run_cancelled", "run_failed"),
    };
    const expected = { created: 1, claimed: run.attempt, ended: 1 + count("run_retried") };
    if (JSON.stringify(told) !== JSON.stringify(expected))
      wrong.push(`run ${id}: its log tells ${JSON.stringify(told)}, not ${JSON.stringify(expected)}`);
  }
  return wrong;
}

async function logOf(operator: OpsClient, id: number): Promise<LogEntry[]> {
  const all: LogEntry[] = [];
  for (;;) {
    const { entries, last_seq } = await operator.listEvents({ run_id: id, after_seq: all.at(-1)?.seq ?? 0 });
    all.push(...entries);
    if (entries.length === 0 || all.at(-1)?.seq === last_seq) return all;
  }
}

/** Processes of this machine that were started for the file: every step has its path in the environment. */
export function processesOf(file: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`).includes(file);
    } catch {
      return false; // ended meanwhile, or another user's
    }
  });
}
