-- The rest of a worker's conversation. Locks, always in this order: run, lease, log head.

-- What a worker that stops a run at its timeout needs: the longest grace of its steps (5 s where none is said), and a lease's time to tell.
create function private.stopping_time(p_run public.runs) returns interval
language sql stable set search_path = ''
return (
  select make_interval(secs => max(coalesce((s ->> 'grace_seconds')::double precision, 5))) + private.lease_time()
  from jsonb_array_elements(private.definition_of(p_run) -> 'steps') s
);

-- claimed -> running. Starting a started attempt again is a no-op.
create function private.start_run(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_run public.runs;
  v_lease private.leases;
begin
  select r.* into v_run from public.runs r where r.id = (p_input #>> '{lease,run_id}')::bigint for no key update;
  v_lease := private.fence(v_key, p_input -> 'lease', p_now);
  if v_run.status = 'claimed' then
    update public.runs r set status = 'running' where r.id = v_run.id;
    update public.run_attempts a set started_at = p_now where a.run_id = v_run.id and a.number = v_run.attempt;
    if v_run.timeout_seconds is not null then
      update private.leases l
      set deadline_at = p_now + make_interval(secs => greatest(v_run.timeout_seconds - v_run.elapsed_seconds, 0)) + private.stopping_time(v_run)
      where l.run_id = v_run.id;
    end if;
    perform private.log_transition(v_run.id, v_run.attempt, 'run_started', '{}', p_now);
  end if;
  return jsonb_build_object('directive', private.directive(v_run.id));
end
$$;

-- Renews every live lease named and says what to do with each run. A worker that is leaving is forgotten, so that what stays on the list
-- and is silent has died; but not while it holds a lease.
create function private.heartbeat_runs(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_draining boolean := private.touch_worker(v_key.id, p_input -> 'worker', p_now);
  v_runs jsonb;
begin
  perform from private.leases l
  where l.run_id in (select (n ->> 'run_id')::bigint from jsonb_array_elements(p_input -> 'leases') n)
  order by l.run_id for update;

  with named as (
    select (n ->> 'run_id')::bigint as run_id, (n ->> 'token')::uuid as token, (n ->> 'attempt')::integer as attempt
    from jsonb_array_elements(p_input -> 'leases') n
  ), renewed as (
    update private.leases l set expires_at = greatest(l.expires_at, p_now + private.lease_time())
    from named n
    where l.run_id = n.run_id and l.token = n.token and l.attempt = n.attempt and l.api_key_id = v_key.id and l.expires_at > p_now
      and (l.deadline_at is null or l.deadline_at > p_now)
    returning l.run_id, l.token
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'run_id', n.run_id,
    'directive', case when r.run_id is null then 'lost' else private.directive(n.run_id) end
  ) order by n.run_id), '[]')
  into v_runs
  from named n left join renewed r on r.run_id = n.run_id and r.token = n.token;

  if (p_input ->> 'leaving')::boolean then
    delete from public.workers w
    where w.id = (p_input #>> '{worker,id}')::uuid and not exists (select from private.leases l where l.worker_id = w.id);
    perform private.hint('workers', 'workers_changed', interval '0');
  end if;
  return jsonb_build_object('runs', v_runs, 'draining', v_draining);
end
$$;

grant execute on function private.start_run(text, jsonb, timestamptz), private.heartbeat_runs(text, jsonb, timestamptz) to ops_executor;
