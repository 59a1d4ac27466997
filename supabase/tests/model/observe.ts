import type postgres from "postgres";
import { holdsSlot, type Model } from "./state.ts";

/** All that the model predicts about a session, one line a run, in one shape for both sides. */
export interface Picture {
  runs: string[];
  leases: string[];
  audited: number;
  /** Broken invariants that need no prediction. */
  broken: string[];
}

/** What the model says the database looks like. */
export function predicted(model: Model, commands: number): Picture {
  return {
    runs: model.runs
      .toSorted((a, b) => a.number - b.number)
      .map((run) =>
        [
          `run ${run.number} ${run.status} attempt ${run.attempt} failed ${run.failedAttempts} from ${run.startStep}`,
          `resuming ${run.resuming} slot ${holdsSlot(run)} due ${run.due === "now"} cancel ${run.cancelRequested}`,
          `steps ${Object.entries(run.projected).map(([step, status]) => `${step}:${status}`)}`,
        ].join(" "),
      ),
    leases: model.leases
      .filter((lease) => lease.state !== "ended")
      .map((lease) => `${lease.run}/${lease.attempt} ${lease.token} after batch ${lease.batches}`)
      .sort(),
    audited: commands,
    broken: [],
  };
}

/** What it does look like, and whether the invariants hold: slots, leases, logs without gap that verify, steps that ended with their attempt. */
export async function observed(sql: postgres.Sql, sessionId: number): Promise<Picture> {
  const [row] = await sql<{ picture: Picture }[]>`
    with runs as (select * from public.runs where session_id = ${sessionId}),
    broken as (
      select format('lane %s holds %s of %s slots', l.name, count(*), l.capacity) as what
      from public.lanes l join runs r on r.lane_id = l.id and r.holds_slot
      group by l.id, l.name, l.capacity having count(*) > l.capacity
      union all
      select format('run %s: entries %s to %s, %s of them, head %s', r.id, min(e.seq), max(e.seq), count(*), h.seq)
      from runs r join private.log_heads h on h.run_id = r.id left join public.run_events e on e.run_id = r.id
      group by r.id, h.seq having (min(e.seq), max(e.seq), count(*)) is distinct from (1::bigint, h.seq, h.seq)
      union all
      select format('log of run %s: %s at %s', r.id, v.reason, v.bad_seq)
      from runs r cross join lateral private.verify_run_log(r.id) v where not v.ok
      union all
      select format('%s run %s has %s leases', r.status, r.id, count(l.run_id))
      from runs r left join private.leases l on l.run_id = r.id and l.attempt = r.attempt
      group by r.id, r.status having count(l.run_id) <> (r.status in ('claimed', 'running'))::integer
      union all
      select format('a step of attempt %s of %s run %s is running', s.attempt, r.status, r.id)
      from runs r join public.run_steps s on s.run_id = r.id
      where s.status = 'running' and (s.attempt <> r.attempt or r.status not in ('running', 'waiting'))
    )
    select jsonb_build_object(
      'runs', coalesce((select jsonb_agg(format(
        'run %s %s attempt %s failed %s from %s resuming %s slot %s due %s cancel %s steps %s', r.id, r.status, r.attempt,
        r.failed_attempts, r.start_step, r.resuming::text, r.holds_slot::text, (r.available_at is null)::text,
        (r.cancel_requested_at is not null)::text,
        (select string_agg(s.step || ':' || s.status, ',' order by s.step) from public.run_steps s
          where s.run_id = r.id and s.attempt = r.attempt)
      ) order by r.id) from runs r), '[]'),
      'leases', coalesce((select jsonb_agg(x.lease order by x.lease collate "C") from (
        select format('%s/%s %s after batch %s', l.run_id, l.attempt, l.token, l.last_batch_no) as lease
        from private.leases l where l.session_id = ${sessionId}) x), '[]'),
      'audited', (select count(*) from public.audit_log a where a.session_id = ${sessionId} and a.command <> 'sessions.create'),
      'broken', coalesce((select jsonb_agg(b.what) from broken b), '[]')
    ) as picture`;
  if (!row) throw new Error("the database did not answer");
  return row.picture;
}
