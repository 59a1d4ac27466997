-- Who stands before a run and who may take them: for the explanation of why it waits. plpgsql throughout: a function in SQL is planned anew at every
-- call, and a board asks for forty runs.

-- Live workers that may claim in the run's lane and have its labels. A key lets nobody in once it is revoked or has expired.
create function private.fit_workers(p_run public.runs, p_labels text[], p_now timestamptz) returns setof public.workers
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select w.*
    from public.workers w join public.api_keys k on k.id = w.api_key_id
    where w.last_seen_at > p_now - private.lease_time() and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)
      and (k.session_ids = '{}' or p_run.session_id = any (k.session_ids))
      and (k.lane_ids = '{}' or p_run.lane_id = any (k.lane_ids))
      and p_labels <@ w.labels;
end
$$;

-- Who may call next for a run: of the fit workers that stay, those that differ in their labels, each with the most free slots that one of them
-- has; one without any only where none has one. Where there is none at all: whoever will come, with just the labels that the run requires and room
-- for all.
create function private.next_takers(p_run public.runs, p_now timestamptz, out labels text[], out free double precision) returns setof record
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
    with fit as (
      select w.labels, max(greatest(w.slots - (select count(*) from private.leases l where l.worker_id = w.id), 0))::double precision as free
      from private.fit_workers(p_run, p_run.required_labels, p_now) w
      where w.drain_requested_at is null
      group by w.labels
    )
    select f.labels, f.free from fit f
    where f.free > 0 or not exists (select from fit o where o.free > 0)
    union all
    select p_run.required_labels, 'infinity'::double precision where not exists (select from fit);
end
$$;

-- Due runs that a claim comes to before this one in its lane, by what decides whether it takes them; of each kind a thousand are counted at most.
-- Those that resume come first, and need no place. `room`: as many more their key allows.
create function private.runs_ahead(
  p_run public.runs, p_now timestamptz,
  out resuming boolean, out concurrency_key text, out room bigint, out required_labels text[], out runs bigint
) returns setof record
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
    select n.resuming, n.concurrency_key,
      case when n.concurrency_key is not null then max(n.concurrency_limit) - cardinality(private.key_holders(n.concurrency_key)) end::bigint,
      n.required_labels, count(*)
    from (values (false, false), (false, true), (true, false), (true, true)) h (resuming, restricted)
    -- Below every priority: of those that resume all come before one that does not.
    cross join lateral (select case when h.resuming and not p_run.resuming then -32768 else p_run.priority end) p (priority)
    left join lateral private.lane_head(p_run.lane_id, h.restricted) head on not h.resuming
    cross join lateral (
      (
        select r.* from public.runs r
        where r.lane_id = p_run.lane_id and r.resuming = h.resuming and r.restricted = h.restricted and r.status = 'queued' and r.available_at is null
          and r.priority > p.priority and r.priority <= coalesce(head.priority, 1000)
        order by r.priority desc, r.rank, r.id limit 1000
      )
      union all
      (
        select r.* from public.runs r
        where r.lane_id = p_run.lane_id and r.resuming = h.resuming and r.restricted = h.restricted and r.status = 'queued' and r.available_at is null
          and r.priority = p.priority and (r.rank, r.id) < (p_run.rank, p_run.id)
          and r.rank >= case when head.priority = p.priority then head.rank else '-Infinity' end
        order by r.rank, r.id limit 1000
      )
    ) n
    where h.resuming >= p_run.resuming and (n.attempt > 0 or n.queue_expires_at is null or n.queue_expires_at > p_now)
    group by n.resuming, n.concurrency_key, n.required_labels;
end
$$;

-- Those before it in its lane: whoever calls next, they take all of that worker's free slots, all places that are free in the lane, or all that
-- the key has left. How many they are is that of the worker who may take fewest of them. Other lanes are not looked at: which comes first is open.
create function private.order_causes(p_run public.runs, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_lane public.lanes;
  v_places double precision := 'infinity';
  v_key_places double precision := 'infinity';
  v_found record;
  v_causes jsonb := '[]';
begin
  if p_run.status <> 'queued' then
    return v_causes;
  end if;
  select l.* into v_lane from public.lanes l where l.id = p_run.lane_id;
  -- What resumes has its place and its key.
  if not p_run.resuming then
    if v_lane.capacity is not null then
      v_places := v_lane.capacity - cardinality(private.lane_holders(v_lane.id));
    end if;
    if p_run.concurrency_key is not null then
      v_key_places := p_run.concurrency_limit - cardinality(private.key_holders(p_run.concurrency_key));
    end if;
  end if;
  with ahead as materialized (
    select a.* from private.runs_ahead(p_run, p_now) a
  ), counted as (
    select t.free, n.*
    from private.next_takers(p_run, p_now) t
    cross join lateral (
      select coalesce(sum(k.runs), 0) as runs, coalesce(sum(k.runs) filter (where not k.resuming), 0) as fresh,
        coalesce(sum(k.asked) filter (where not k.resuming and k.concurrency_key = p_run.concurrency_key), 0) as same_key
      from (
        -- Of those with one key it takes only as many as that has room for.
        select a.resuming, a.concurrency_key, sum(a.runs) as asked,
          case when a.resuming then sum(a.runs) else greatest(least(sum(a.runs), max(a.room)), 0) end as runs
        from ahead a where a.required_labels <@ t.labels
        group by a.resuming, a.concurrency_key
      ) k
    ) n
  ), judged as (
    select c.*, c.runs >= greatest(c.free, 1) or c.fresh >= greatest(v_places, 1) as is_behind, c.fresh >= greatest(v_places, 1) as in_places,
      -- With nothing left it is held, which says it all.
      v_key_places > 0 and c.same_key >= v_key_places as is_behind_for_key
    from counted c
  )
  select bool_and(j.is_behind) or (bool_and(j.is_behind or j.is_behind_for_key) and not bool_and(j.is_behind_for_key)) as is_behind,
    bool_and(j.is_behind_for_key) as is_behind_for_key, least(min(j.runs), 1000) as ahead, min(j.same_key) as same_key, max(j.free) as free, bool_and(j.in_places) as in_places
  into v_found
  from judged j;
  if v_found.is_behind then
    v_causes := v_causes || jsonb_strip_nulls(jsonb_build_object(
      'code', 'behind', 'lane', v_lane.name, 'ahead', v_found.ahead, 'or_more', v_found.ahead >= 1000,
      'free_slots', case when v_found.free > 0 and not v_found.in_places then v_found.free end
    ));
  end if;
  if v_found.is_behind_for_key then
    v_causes := v_causes || jsonb_build_object(
      'code', 'behind_for_key', 'key', p_run.concurrency_key, 'limit', p_run.concurrency_limit, 'ahead', v_found.same_key
    );
  end if;
  return v_causes;
end
$$;
