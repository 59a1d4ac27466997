-- A session's board in one answer, which is one moment: no run is in two of its lists, or in none. Each lane has limits of its own, so that a
-- long queue hides nothing of the other lanes. Asks once whether the reader sees the session, which is what row level security would ask of
-- each of its rows: that takes ten times as long, and seconds for a queue of thousands.

-- Beside the claim index, which holds what is due.
create index runs_delayed on public.runs (lane_id, priority desc, rank, id) where status = 'queued' and available_at is not null and not resuming;

-- How many runs of one kind are due in a lane, from its head on. Ordered and not to be sorted: a walk over that part of the claim index, for which the
-- planner would read all that is queued anywhere, or the table.
create function private.due_length(p_lane_id bigint, p_restricted boolean, p_head private.place) returns bigint
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan set enable_sort = off set enable_seqscan = off as $$
begin
  return (
    select count(*) from (
      select r.id from public.runs r
      where r.lane_id = p_lane_id and not r.resuming and r.restricted = p_restricted and r.status = 'queued' and r.available_at is null
        and r.priority = p_head.priority and r.rank >= p_head.rank
      order by r.rank, r.id
    ) at_its_priority
  ) + (
    select count(*) from (
      select r.id from public.runs r
      where r.lane_id = p_lane_id and not r.resuming and r.restricted = p_restricted and r.status = 'queued' and r.available_at is null
        and r.priority < coalesce(p_head.priority, 1000)
      order by r.priority desc, r.rank, r.id
    ) below
  );
end
$$;

create function public.session_board(session_id bigint) returns jsonb
-- Walked in their order, indexes are left after 50 entries, however many there are; what is joined is a few rows, each found by its key; to compile
-- a statement would take longer than all of it.
language sql stable security definer set search_path = '' set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
begin atomic
  with lanes as materialized (
    select l.id, l.name, s.name as session_name
    from public.lanes l join public.sessions s on s.id = l.session_id
    where l.session_id = session_board.session_id and private.can_read(session_board.session_id)
  ), heads as materialized (
    -- Where what is due begins: under a long transaction all that has gone stands in front of it. Restricted runs stand apart in the claim index.
    select l.id as lane_id, k.restricted, private.lane_head(l.id, k.restricted) as head
    from lanes l cross join unnest(array[false, true]) k (restricted)
  ), active as materialized (
    select r.* from lanes l cross join lateral unnest(private.lane_holders(l.id)) h (run_id) join public.runs r on r.id = h.run_id
  ), queued as (
    select q.*
    from lanes l
    cross join lateral (
      select n.* from (
        select due.*
        from heads h cross join lateral private.due_from(l.id, h.restricted, h.head, 50) due
        where h.lane_id = l.id
        union all (
          select r.* from public.runs r
          where r.lane_id = l.id and not r.resuming and r.status = 'queued' and r.available_at is not null
          order by r.priority desc, r.rank, r.id limit 50
        )
      ) n
      order by n.priority desc, n.rank, n.id limit 50
    ) q
  ), queue_lengths as materialized (
    select l.id as lane_id, (
      select sum(private.due_length(h.lane_id, h.restricted, h.head)) from heads h where h.lane_id = l.id
    ) + (
      select count(*) from public.runs r where r.lane_id = l.id and not r.resuming and r.status = 'queued' and r.available_at is not null
    ) as runs
    from lanes l
  ), ended as (
    select e.*
    from lanes l
    cross join lateral (
      select r.* from public.runs r where r.lane_id = l.id and r.finished_at is not null order by r.id desc limit 20
    ) e
  ), listed as (
    select
      r.id, r.session_id, r.lane_id, r.title, r.status, r.holds_slot, r.priority, r.rank, r.concurrency_key, r.repo, r.required_labels, r.attempt,
      r.failed_attempts, r.max_attempts, r.failure_code, r.error, r.requested_by_name, r.cancel_requested_at, r.cancel_requested_by,
      r.cancel_reason, r.available_at, r.scheduled_for, r.created_at, r.started_at, r.finished_at,
      jsonb_build_object('name', l.name) as lanes,
      jsonb_build_object('name', l.session_name) as sessions,
      (
        select jsonb_build_object('version', v.version, 'run_templates', jsonb_build_object('slug', t.slug))
        from public.run_template_versions v join public.run_templates t on t.id = v.template_id
        where v.id = r.template_version_id
      ) as run_template_versions
    from (select a.* from active a union all select q.* from queued q union all select e.* from ended e) r
    join lanes l on l.id = r.lane_id
  )
  select jsonb_build_object(
    'runs', (select coalesce(jsonb_agg(to_jsonb(l)), '[]') from listed l),
    'queue_lengths', (select coalesce(jsonb_object_agg(q.lane_id, q.runs) filter (where q.runs > 0), '{}') from queue_lengths q),
    'attempts', (
      select coalesce(jsonb_agg(to_jsonb(a)), '[]')
      from active r join public.run_attempts a on a.run_id = r.id and a.finished_at is null
    ),
    'steps', (
      select coalesce(jsonb_agg(to_jsonb(s) - 'outputs' order by s.run_id, s.attempt, s.step), '[]')
      from active r join public.run_steps s on s.run_id = r.id
    )
  );
end;
comment on function public.session_board(bigint) is
  'What a session''s board shows: runs that hold a slot with their open attempts and steps; of each lane the first 50 that are queued, how many there are, and the last 20 that ended.';
grant execute on function public.session_board(bigint) to authenticated;
