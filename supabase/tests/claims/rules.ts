import type postgres from "postgres";
import type { Violations } from "./fire.ts";

type Row = { violation: string };
const words = (rows: readonly Row[]): Violations => rows.map((row) => row.violation);

/** Rules that hold in every committed state, whatever happens at the same time. */
export async function slotsAndLeases(sql: postgres.Sql): Promise<Violations> {
  return words(
    await sql<Row[]>`
      select format('lane %s of capacity %s has %s runs in slots', l.name, l.capacity, count(*)) as violation
      from public.lanes l join public.runs r on r.lane_id = l.id and r.holds_slot
      group by l.id having count(*) > l.capacity
      union all
      select format('%s run %s has %s leases for attempt %s', r.status, r.id, count(l.run_id), r.attempt)
      from public.runs r left join private.leases l on l.run_id = r.id and l.attempt = r.attempt
      group by r.id having count(l.run_id) <> (r.status in ('claimed', 'running'))::integer
      union all
      select format('key %s of limit %s is held by %s runs', r.concurrency_key, max(r.concurrency_limit), count(*))
      from public.runs r where r.holds_slot and r.concurrency_key is not null
      group by r.concurrency_key having count(*) > max(r.concurrency_limit)
      union all
      select format('run %s of labels %s is with a worker of labels %s', a.run_id, r.required_labels, w.labels)
      from public.run_attempts a join public.runs r on r.id = a.run_id join public.workers w on w.id = a.worker_id
      where a.finished_at is null and not r.required_labels <@ w.labels
      union all
      select format('lane %s has something to claim and no claim looks at it', l.id)
      from public.lanes l
      where l.paused_at is null and not exists (select from private.open_lanes o where o.lane_id = l.id)
        and exists (
          select from public.runs r
          where r.lane_id = l.id and r.status = 'queued' and r.available_at is null and (
            r.resuming or l.capacity is null
            or l.capacity > (select count(*) from public.runs h where h.lane_id = l.id and h.holds_slot)
          )
        )
      union all
      select format('run %s stands in front of its lane''s head', r.id)
      from public.runs r
      join lateral (
        select h.priority, h.rank from private.lane_heads h
        where h.lane_id = r.lane_id and h.restricted = r.restricted and exists (
          select from private.lane_heads p where p.lane_id = r.lane_id and p.restricted = r.restricted and not p.lowered
        )
        order by h.priority desc, h.rank limit 1
      ) h on (-r.priority, r.rank) < (-h.priority, h.rank)
      where r.status = 'queued' and r.available_at is null and not r.resuming
      union all
      select format('run %s has %s open attempts', a.run_id, count(*))
      from public.run_attempts a where a.finished_at is null
      group by a.run_id having count(*) > 1`,
  );
}

/**
 * Order within the lanes of a session, and how many runs are left in them. Sound only while nothing is created, dragged, made due or handed
 * back: then the runs claimed so far are, in every committed state, the first ones of their lane's order.
 */
export async function orderInLanes(
  sql: postgres.Sql,
  sessionId: number,
): Promise<{ violations: Violations; queued: number }> {
  const rows = await sql<{ id: string; overtaken_by: string | null }[]>`
    select q.id, (
      select min(c.id) from public.runs c
      where c.lane_id = q.lane_id and c.attempt > 0 and (-q.priority, q.rank, q.id) < (-c.priority, c.rank, c.id)
    ) as overtaken_by
    from public.runs q
    where q.session_id = ${sessionId} and q.status = 'queued'`;
  const overtaken = rows.filter((row) => row.overtaken_by !== null);
  return {
    violations: overtaken.map((row) => `run ${row.overtaken_by} was claimed before run ${row.id}`),
    queued: rows.length,
  };
}
