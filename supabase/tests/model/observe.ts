import type postgres from "postgres";
import { heldIn, runOf } from "./rules.ts";
import { holdsSlot, type Model, type ModelApproval, type ModelLease } from "./state.ts";

/** All that the model predicts about a session, one line a run, in one shape for both sides. */
export interface Picture {
  runs: string[];
  lanes: string[];
  leases: string[];
  audited: number;
  /** Broken invariants that need no prediction. */
  broken: string[];
}

const approvalText = ({ attempt, status, by, input = {} }: ModelApproval) =>
  `${attempt}:${status}:${by.length}:${input.size ?? ""}/${input.ticket ?? ""}`;

/** What the model says the database looks like. */
export function predicted(model: Model, commands: number): Picture {
  // Every run has a timeout, which begins with its start.
  const deadline = (lease: ModelLease) => runOf(model, lease).status === "running";
  return {
    runs: model.runs
      .toSorted((a, b) => a.number - b.number)
      .map((run) =>
        [
          `run ${run.number} ${run.status} attempt ${run.attempt} failed ${run.failedAttempts} from ${run.startStep}`,
          `failure ${run.failureCode ?? ""} lane ${run.lane} priority ${run.priority}`,
          `resuming ${run.resuming} slot ${holdsSlot(run)} due ${run.due === "now"} cancel ${run.cancelRequested}`,
          `forced ${run.forcedAttempt === run.attempt} asked ${run.approvals.map(approvalText)} lines ${run.lines}`,
          `steps ${Object.entries(run.projected).map(([step, status]) => `${step}:${status}`)}`,
        ].join(" "),
      ),
    lanes: model.lanes.map(({ capacity, paused }, lane) => {
      return `lane ${lane} holds ${heldIn(model, lane)} of ${capacity ?? ""} paused ${paused}`;
    }),
    leases: model.leases
      .filter((lease) => lease.state !== "ended")
      .map(
        (lease) =>
          `${lease.run}/${lease.attempt} ${lease.token} after batch ${lease.batches} deadline ${deadline(lease)} overrun ${lease.overrun}`,
      )
      .sort(),
    audited: commands,
    broken: [],
  };
}

/** What it does look like, and whether the invariants hold: slots, leases, logs without gap that verify, steps that ended with their attempt. */
export async function observed(sql: postgres.Sql, sessionId: number): Promise<Picture> {
  const [row] = await sql<{ picture: Picture }[]>`
    with runs as (select * from public.runs where session_id = ${sessionId}),
    -- What the log says of the run's status.
    named as (
      select e.run_id, e.seq, case
        when e.kind in ('run_created', 'run_requeued', 'run_resumed', 'run_retried') then 'queued'
        when e.kind = 'run_started' then 'running'
        else substr(e.kind, 5) end as status
      from public.run_events e join runs r on r.id = e.run_id
      where e.kind ~ '^run_' and e.kind not in ('run_moved', 'run_prioritized')
    ),
    broken as (
      -- A key's limit never changes, so nothing ever excuses one more. A lane's does; the model says what each may hold.
      select format('%s runs hold the key %s of limit %s', count(*), r.concurrency_key, r.concurrency_limit) as what
      from runs r where r.holds_slot
      group by r.concurrency_key, r.concurrency_limit having count(*) > r.concurrency_limit
      union all
      select format('run %s went from %s to %s in entry %s', s.run_id, s.previous, s.status, s.seq)
      from (
        select n.*, lag(n.status) over (partition by n.run_id order by n.seq) as previous,
          lead(n.status) over (partition by n.run_id order by n.seq) as following
        from named n
      ) s join runs r on r.id = s.run_id
      where (s.previous is null and s.status <> 'queued')
        or (s.previous is not null and not exists (
          select from private.run_transitions t where t.from_status = s.previous and t.to_status = s.status
        ))
        or (s.following is null and s.status <> r.status)
      union all
      select format('run %s: entries %s to %s, %s of them, %s purged, head %s', r.id, min(e.seq), max(e.seq), count(e.seq), p.entries, h.seq)
      from runs r join private.log_heads h on h.run_id = r.id left join public.run_events e on e.run_id = r.id
      cross join lateral (select coalesce(max(g.entries), 0) as entries from public.run_log_purges g where g.run_id = r.id) p
      group by r.id, h.seq, p.entries
      having count(e.seq) <> h.seq - p.entries or min(e.seq) <> p.entries + 1 or max(e.seq) <> h.seq
      union all
      select format('log of run %s: %s at %s', r.id, v.reason, v.bad_seq)
      from runs r cross join lateral private.verify_run_log(r.id) v where not v.ok
      union all
      select format('%s run %s has %s leases', r.status, r.id, count(l.run_id))
      from runs r left join private.leases l on l.run_id = r.id and l.attempt = r.attempt
      group by r.id, r.status having count(l.run_id) <> (r.status in ('claimed', 'running'))::integer
      union all
      select format('%s has work and no claim looks at it', l.name) from public.lanes l
      where l.session_id = ${sessionId} and private.lane_has_work(l.id)
        and not exists (select from private.open_lanes o where o.lane_id = l.id)
      union all
      select format('a step of attempt %s of %s run %s is running', s.attempt, r.status, r.id)
      from runs r join public.run_steps s on s.run_id = r.id
      where s.status = 'running' and (s.attempt <> r.attempt or r.status not in ('running', 'waiting'))
    )
    select jsonb_build_object(
      'runs', coalesce((select jsonb_agg(format(
        'run %s %s attempt %s failed %s from %s failure %s lane %s priority %s resuming %s slot %s due %s cancel %s forced %s asked %s lines %s steps %s',
        r.id, r.status, r.attempt, r.failed_attempts, r.start_step, r.failure_code,
        (select substr(l.name, 6) from public.lanes l where l.id = r.lane_id), r.priority, r.resuming::text, r.holds_slot::text, (r.available_at is null)::text,
        (r.cancel_requested_at is not null)::text,
        exists (
          select from public.run_attempts a where a.run_id = r.id and a.number = r.attempt and a.processes_until is not null
        )::text,
        (select string_agg(format('%s:%s:%s:%s/%s', a.attempt, a.status, (
            select count(*) from public.approval_decisions d where d.approval_id = a.id and d.decision = 'approve'
          ), a.input ->> 'size', a.input ->> 'ticket'), ',' order by a.id) from public.approvals a where a.run_id = r.id),
        (select h.lines from private.log_heads h where h.run_id = r.id),
        (select string_agg(s.step || ':' || s.status, ',' order by s.step) from public.run_steps s
          where s.run_id = r.id and s.attempt = r.attempt)
      ) order by r.id) from runs r), '[]'),
      'lanes', (
        select jsonb_agg(format('%s holds %s of %s paused %s', l.name, (
          select count(*) from runs r where r.lane_id = l.id and r.holds_slot
        ), l.capacity, (l.paused_at is not null)::text) order by l.name)
        from public.lanes l where l.session_id = ${sessionId}
      ),
      'leases', coalesce((select jsonb_agg(x.lease order by x.lease collate "C") from (
        select format('%s/%s %s after batch %s deadline %s overrun %s', l.run_id, l.attempt, l.token, l.last_batch_no,
          (l.deadline_at is not null)::text, coalesce(l.deadline_at <= now(), false)::text) as lease
        from private.leases l where l.session_id = ${sessionId}) x), '[]'),
      'audited', (select count(*) from public.audit_log a where a.session_id = ${sessionId} and a.command <> 'sessions.create'),
      'broken', coalesce((select jsonb_agg(b.what) from broken b), '[]')
    ) as picture`;
  if (!row) throw new Error("the database did not answer");
  return row.picture;
}
