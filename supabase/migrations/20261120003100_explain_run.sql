-- Why a run that is queued, claimed or waiting does not go on: every cause there is at this moment, those first that no worker could remove.
-- contracts/explain.ts says what each carries. Each function below answers for one kind of cause and returns an array of them.

insert into private.commands (name, function_name, kind, roles, scope) values
  ('runs.explain', 'explain_run', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

-- What a waiting run waits for: a decision, or the time of its step.
create function private.wait_causes(p_run public.runs) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'code', case when a.id is null then 'waiting_for_timer' else 'waiting_for_approval' end,
      'step', s.name, 'until', (p_run).available_at, 'title', a.title, 'approval_id', a.id, 'missing', private.approvals_missing(a),
      'count', a.min_count, 'roles', a.roles, 'not_requester', a.not_requester, 'on_deadline', a.on_deadline
    ))), '[]')
    from public.run_steps s
    left join public.approvals a on a.run_id = s.run_id and a.attempt = s.attempt and a.step = s.step
    where s.run_id = p_run.id and s.attempt = p_run.attempt and s.status = 'running' and s.kind in ('wait', 'approval')
  );
end
$$;

-- Its own time: a delay, a backoff, the end of what a cancel by force left behind (retry_run), what a waiting run waits for, or that it is too
-- late for it: a claim leaves that one to the sweep.
create function private.time_causes(p_run public.runs, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
return case
  when (p_run).status = 'queued' and (p_run).attempt = 0 and (p_run).queue_expires_at <= p_now then
    jsonb_build_array(jsonb_build_object('code', 'queue_expired', 'at', (p_run).queue_expires_at))
  when (p_run).available_at is null or (p_run).available_at <= p_now then '[]'
  when (p_run).status = 'waiting' then private.wait_causes(p_run)
  when (p_run).failed_attempts > 0 then jsonb_build_array(jsonb_build_object(
    'code', 'backing_off', 'until', (p_run).available_at, 'attempt', (p_run).failed_attempts + 1, 'max_attempts', (p_run).max_attempts
  ))
  else jsonb_build_array(jsonb_build_object('code', case
    when exists (
      select from public.run_attempts a
      where a.run_id = (p_run).id and a.number = (p_run).attempt and a.processes_until = (p_run).available_at
    ) then 'waiting_for_old_processes'
    else 'delayed'
  end, 'until', (p_run).available_at))
end;

-- How many of some runs, ten at most by number, that the actor sees.
create function private.visible_ids(p_actor private.actor, p_run_ids bigint[]) returns jsonb
language sql stable set search_path = ''
return (
  select coalesce(jsonb_agg(v.id order by v.id), '[]')
  from (
    select r.id from public.runs r
    where r.id = any (p_run_ids) and private.actor_sees(p_actor, r.session_id)
    order by r.id limit 10
  ) v
);

-- Its lane: paused or full.
create function private.lane_causes(p_actor private.actor, p_run public.runs) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_lane public.lanes;
  v_holders bigint[];
  v_causes jsonb := '[]';
begin
  select l.* into v_lane from public.lanes l where l.id = p_run.lane_id;
  if v_lane.paused_at is not null then
    v_causes := v_causes || jsonb_build_object(
      'code', 'lane_paused', 'lane', v_lane.name, 'by', v_lane.paused_by, 'at', v_lane.paused_at, 'note', v_lane.pause_note
    );
  end if;
  -- What holds a slot needs none.
  if p_run.holds_slot or v_lane.capacity is null then
    return v_causes;
  end if;
  v_holders := private.lane_holders(v_lane.id);
  if cardinality(v_holders) >= v_lane.capacity then
    v_causes := v_causes || jsonb_build_object(
      'code', 'lane_full', 'lane', v_lane.name, 'capacity', v_lane.capacity, 'held', cardinality(v_holders),
      'held_by', private.visible_ids(p_actor, v_holders)
    );
  end if;
  return v_causes;
end
$$;

-- Its concurrency key: held by others.
create function private.key_causes(p_actor private.actor, p_run public.runs) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_holders bigint[];
begin
  if p_run.holds_slot or p_run.concurrency_key is null then
    return '[]';
  end if;
  v_holders := private.key_holders(p_run.concurrency_key);
  if cardinality(v_holders) < p_run.concurrency_limit then
    return '[]';
  end if;
  return jsonb_build_array(jsonb_build_object(
    'code', 'key_held', 'key', p_run.concurrency_key, 'limit', p_run.concurrency_limit, 'held', cardinality(v_holders),
    'held_by', private.visible_ids(p_actor, v_holders)
  ));
end
$$;

-- The workers: the first of the things that they all lack. One with every label, free slots and a key for the lane is enough.
create function private.worker_causes(p_run public.runs, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
begin atomic
  with live as (
    select count(*) as workers, count(*) filter (where k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)) as let_in
    from public.workers w join public.api_keys k on k.id = w.api_key_id
    where w.last_seen_at > p_now - private.lease_time()
  ), allowed as (
    select count(*) as workers from private.fit_workers(p_run, '{}', p_now)
  ), fit as (
    select w.slots, w.drain_requested_at is not null as draining,
      (select count(*) from private.leases l where l.worker_id = w.id) as held
    from private.fit_workers(p_run, (p_run).required_labels, p_now) w
  ), fits as (
    select count(*) as workers, count(*) filter (where not f.draining) as staying,
      coalesce(sum(f.slots) filter (where not f.draining), 0) as slots,
      coalesce(sum(least(f.held, f.slots)) filter (where not f.draining), 0) as busy
    from fit f
  )
  select case
    when live.workers = 0 then jsonb_build_array(jsonb_build_object(
      'code', 'no_live_worker', 'last_seen_at', (select max(w.last_seen_at) from public.workers w)
    ))
    when allowed.workers = 0 then jsonb_build_array(jsonb_build_object('code', 'no_worker_for_lane', 'live', live.let_in))
    when fits.workers = 0 then jsonb_build_array(jsonb_build_object(
      'code', 'no_worker_with_labels', 'labels', (p_run).required_labels, 'live', allowed.workers,
      'missing', (
        select coalesce(jsonb_agg(n.label order by n.label), '[]') from unnest((p_run).required_labels) n (label)
        where not exists (select from private.fit_workers(p_run, array[n.label], p_now))
      )
    ))
    when fits.staying = 0 then jsonb_build_array(jsonb_build_object('code', 'workers_draining', 'workers', fits.workers))
    when fits.busy >= fits.slots then jsonb_build_array(jsonb_build_object(
      'code', 'slots_busy', 'busy', fits.busy, 'slots', fits.slots, 'workers', fits.staying
    ))
    else '[]'
  end
  from live, allowed, fits;
end;

-- A worker has it and has not started it. Renewals put off the end of its lease; once that is over, the next sweep takes it back.
create function private.claim_causes(p_run public.runs, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
return (
  select coalesce(jsonb_agg(jsonb_build_object(
    'code', 'starting', 'worker', a.worker_name, 'at', a.claimed_at, 'until', l.expires_at, 'expired', l.expires_at <= p_now,
    'afterwards', case when (p_run).cancel_requested_at is null then 'queued' else 'cancelled' end
  )), '[]')
  from public.run_attempts a join private.leases l on l.run_id = a.run_id and l.attempt = a.number
  where a.run_id = (p_run).id and a.number = (p_run).attempt
);

-- contracts/explain.ts Explanation.
create function private.explanation(p_actor private.actor, p_run public.runs, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object('run_id', (p_run).id, 'status', (p_run).status, 'causes', case
  when (p_run).status = 'claimed' then private.claim_causes(p_run, p_now)
  when (p_run).status in ('queued', 'waiting') then
    private.time_causes(p_run, p_now) || private.lane_causes(p_actor, p_run) || private.key_causes(p_actor, p_run)
    || private.order_causes(p_run, p_now) || private.worker_causes(p_run, p_now)
  else '[]'
end);

create function private.explain_run(p_actor private.actor, p_input jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_id bigint := (private.get_run(p_actor, p_input) #>> '{run,id}')::bigint;
begin
  return (select private.explanation(p_actor, r, now()) from public.runs r where r.id = v_id);
end
$$;

-- The same for screens, of many runs at once; those that the reader may not see are left out.
create function public.explain_runs(run_ids bigint[]) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_reader private.actor := private.reader();
begin
  return (
    select coalesce(jsonb_agg(private.explanation(v_reader, r, now()) order by r.id), '[]')
    from public.runs r
    where r.id = any (run_ids[1:100]) and private.actor_sees(v_reader, r.session_id)
  );
end
$$;
comment on function public.explain_runs(bigint[]) is 'Why runs that are queued, claimed or waiting do not go on; a hundred at most.';
grant execute on function public.explain_runs(bigint[]) to authenticated;
