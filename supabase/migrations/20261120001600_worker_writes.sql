-- The rest of a worker's conversation. Locks, always in this order: run, lease, log head.

-- claimed -> running, for each run whose lease is named and live; the others are lost. Starting a started attempt again is a no-op.
create function private.start_many_runs(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_named private.named_lease[] := array(
    select row((n ->> 'run_id')::bigint, (n ->> 'attempt')::integer, (n ->> 'token')::uuid)::private.named_lease
    from jsonb_array_elements(p_input -> 'leases') n
  );
  v_run_ids bigint[] := array(select n.run_id from unnest(v_named) n);
  v_leases private.leases[];
  v_tokens uuid[];
  v_entries private.run_entry[];
begin
  perform from public.runs r where r.id = any (v_run_ids) order by r.id for no key update;
  v_leases := private.fence_all(v_key, v_named, p_now);
  select array_agg(l.run_id), array_agg(l.token) into v_run_ids, v_tokens from unnest(v_leases) l;

  with started as (
    update public.runs r set status = 'running' where r.id = any (v_run_ids) and r.status = 'claimed' returning r.id, r as run
  ), attempts as (
    update public.run_attempts a set started_at = p_now from started s where a.run_id = s.id and a.number = (s.run).attempt
  ), renewed as (
    update private.leases l
    set expires_at = greatest(l.expires_at, p_now + private.lease_time()),
        deadline_at = case when (s.run).timeout_seconds is null then l.deadline_at else private.deadline_of(s.run, p_now) end
    from unnest(v_run_ids) v (run_id) left join started s on s.id = v.run_id
    where l.run_id = v.run_id
  )
  select array_agg(row(s.id, (s.run).session_id, (s.run).attempt, null, 'system', 'run_started', '{}', p_now)::private.run_entry order by s.id)
  into v_entries from started s;
  if v_entries is not null then
    perform private.append_logs(v_entries, p_now);
  end if;

  return jsonb_build_object('runs', (
    select jsonb_agg(jsonb_build_object('run_id', n.run_id, 'directive', case
      when r.id is null or not coalesce(n.token = any (v_tokens), false) then 'lost' when r.cancel_requested_at is null then 'continue' else 'cancel'
    end))
    from unnest(v_named) n left join public.runs r on r.id = n.run_id
  ));
end
$$;

create function private.start_run(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_lease jsonb := p_input -> 'lease';
  v_directive text := private.start_many_runs(p_key_hash, jsonb_build_object('leases', jsonb_build_array(v_lease)), p_now) #>> '{runs,0,directive}';
begin
  if v_directive = 'lost' then
    perform private.refuse('lease_lost', format('Attempt %s of run %s no longer holds the lease.', v_lease ->> 'attempt', v_lease ->> 'run_id'));
  end if;
  return jsonb_build_object('directive', v_directive);
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
  -- Live ones: what has run out belongs to whoever ends it.
  perform from private.leases l
  where l.run_id in (select (n ->> 'run_id')::bigint from jsonb_array_elements(p_input -> 'leases') n) and l.expires_at > p_now
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

grant execute on function private.start_run(text, jsonb, timestamptz), private.start_many_runs(text, jsonb, timestamptz),
  private.heartbeat_runs(text, jsonb, timestamptz) to ops_executor;
