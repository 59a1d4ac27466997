-- Functions of the claim are plpgsql also where one statement would do: a function in SQL is planned anew at every call, which costs more
-- than the call (measured: 104 against 21 microseconds for the pick of one run).

-- What the steps before `p_step` have left for later ones: of each, the outputs of its last success, whichever attempt that was in.
create function private.outputs_before(p_run_id bigint, p_step integer) returns jsonb
language sql stable set search_path = ''
return (
  select coalesce(jsonb_agg(jsonb_build_object('step', o.step, 'outputs', o.outputs) order by o.step), '[]')
  from (
    select distinct on (s.step) s.step, s.outputs
    from public.run_steps s
    where s.run_id = p_run_id and s.step < p_step and s.status = 'succeeded'
    order by s.step, s.attempt desc
  ) o
  where o.outputs <> '{}'
);

-- What a worker gets with a lease: contracts/worker.ts ClaimedRun.
create function private.claimed_run(p_lease private.leases) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  return (
    select jsonb_build_object(
      'lease', jsonb_build_object('run_id', r.id, 'attempt', r.attempt, 'token', (p_lease).token),
      'lease_seconds', extract(epoch from private.lease_time()),
      'session_id', r.session_id,
      'lane', l.name,
      'template', t.slug,
      'steps', coalesce(r.adhoc_definition, v.definition) -> 'steps',
      'start_step', r.start_step,
      'outputs', case when r.start_step = 0 then '[]' else private.outputs_before(r.id, r.start_step) end,
      'parameters', r.parameters,
      'timeout_seconds', r.timeout_seconds,
      'redact', coalesce(coalesce(r.adhoc_definition, v.definition) -> 'redact', 'true'),
      'elapsed_seconds', r.elapsed_seconds
    )
    from public.runs r
    join public.lanes l on l.id = r.lane_id
    left join public.run_template_versions v on v.id = r.template_version_id
    left join public.run_templates t on t.id = v.template_id
    where r.id = (p_lease).run_id
  );
end
$$;

-- Gives one queued run, whose row the caller has locked, to a worker: new attempt, its steps, its lease, its log entry.
create function private.claim_run(p_run_id bigint, p_key_id bigint, p_worker jsonb, p_claim_id uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_run public.runs;
  v_lease private.leases;
begin
  update public.runs r
  set status = 'claimed', attempt = r.attempt + 1, error = null, started_at = coalesce(r.started_at, p_now)
  where r.id = p_run_id
  returning r.* into v_run;

  insert into public.run_attempts (run_id, number, session_id, worker_id, worker_name, claimed_at)
  values (v_run.id, v_run.attempt, v_run.session_id, (p_worker ->> 'id')::uuid, p_worker ->> 'name', p_now);

  insert into public.run_steps (run_id, attempt, step, session_id, name, kind)
  select v_run.id, v_run.attempt, s.n - 1, v_run.session_id, s.step ->> 'name', s.step ->> 'kind'
  from jsonb_array_elements(private.definition_of(v_run) -> 'steps') with ordinality as s (step, n)
  where s.n - 1 >= v_run.start_step;

  insert into private.leases (run_id, attempt, session_id, expires_at, worker_id, api_key_id, claim_id)
  values (v_run.id, v_run.attempt, v_run.session_id, p_now + private.lease_time(), (p_worker ->> 'id')::uuid, p_key_id, p_claim_id)
  returning * into v_lease;

  perform private.log_transition(
    v_run.id, v_run.attempt, 'run_claimed', jsonb_build_object('worker', p_worker ->> 'name', 'host', p_worker ->> 'host'), p_now
  );
  return private.claimed_run(v_lease);
end
$$;

-- The moment of a change made after waiting for locks, or under a snapshot newer than the transaction: not before what it saw committed, as
-- the transaction's own start would be. A time given by a test stays.
create function private.moment(p_now timestamptz) returns timestamptz
language sql volatile set search_path = ''
return case when p_now = now() then clock_timestamp() else p_now end;

-- Claims up to `limit` runs for a worker. Repeating a claim_id returns its live leases and takes nothing new.
-- Locks, always in this order: worker, then one lane at a time, then concurrency keys and runs. It waits only for the worker.
create function private.claim_runs(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_worker jsonb := p_input -> 'worker';
  v_claim_id uuid := (p_input ->> 'claim_id')::uuid;
  v_wanted integer := (p_input ->> 'limit')::integer;
  v_labels text[] := array(select jsonb_array_elements_text(v_worker -> 'labels'));
  v_draining boolean;
  v_claimed jsonb := '[]';
  v_contended boolean := false;
  v_most integer;
  v_lanes bigint[];
  v_lane_id bigint;
  v_lane public.lanes;
  v_held bigint;
  v_picked private.picked_runs;
  v_run_id bigint;
begin
  v_draining := private.touch_worker(v_key.id, v_worker, p_now);
  perform private.expire_leases(20, p_now);
  perform private.expire_queued(20, p_now);
  perform private.make_due(100, p_now);

  update private.leases l set expires_at = greatest(l.expires_at, p_now + private.lease_time())
  where l.worker_id = (v_worker ->> 'id')::uuid and l.claim_id = v_claim_id and l.expires_at > p_now;
  if found then
    select jsonb_agg(private.claimed_run(l) order by l.run_id) into v_claimed
    from private.leases l
    where l.worker_id = (v_worker ->> 'id')::uuid and l.claim_id = v_claim_id and l.expires_at > p_now;
  elsif not v_draining then
    -- The rest of the lanes only where a few of them had too little.
    foreach v_most in array array[8, 64, null] loop
      v_lanes := private.lanes_to_look_at(v_key, v_most);
      foreach v_lane_id in array v_lanes loop
        exit when jsonb_array_length(v_claimed) >= v_wanted;
        if not private.lane_has_work(v_lane_id) then
          -- Where few lanes are open, a look at one costs less than to close it and to open it again.
          if cardinality(v_lanes) >= 8 then
            perform private.close_lane(v_lane_id);
          end if;
          continue;
        end if;

        -- The lane's lock comes first and the count in a later statement, whose snapshot then sees every run claimed under the lock before.
        select l.* into v_lane from public.lanes l where l.id = v_lane_id for no key update skip locked;
        if not found then
          v_contended := true;
          continue;
        end if;
        continue when v_lane.paused_at is not null;
        if v_lane.capacity is not null then
          select count(*) into v_held from public.runs r where r.lane_id = v_lane_id and r.holds_slot;
        end if;

        foreach v_run_id in array
          private.pick_resuming_runs(v_lane_id, v_labels, v_wanted - jsonb_array_length(v_claimed))
        loop
          v_claimed := v_claimed || private.claim_run(v_run_id, v_key.id, v_worker, v_claim_id, private.moment(p_now));
        end loop;
        v_picked := private.pick_runs(v_lane_id, v_labels, least(v_wanted - jsonb_array_length(v_claimed), v_lane.capacity - v_held), p_now);
        v_contended := v_contended or v_picked.contended;
        foreach v_run_id in array v_picked.run_ids loop
          v_claimed := v_claimed || private.claim_run(v_run_id, v_key.id, v_worker, v_claim_id, private.moment(p_now));
        end loop;
      end loop;
      exit when cardinality(v_lanes) < v_most or jsonb_array_length(v_claimed) >= v_wanted;
    end loop;
  end if;

  return jsonb_build_object(
    'runs', v_claimed,
    'wake_topic', (select s.wake_topic from private.api_key_secrets s where s.api_key_id = v_key.id),
    'contended', v_contended,
    'draining', v_draining,
    'due_in_ms', (
      select least(ceil(extract(epoch from r.available_at - p_now) * 1000), 60000)::integer
      from public.runs r where r.available_at > p_now order by r.available_at limit 1
    )
  );
end
$$;

grant execute on function private.claim_runs(text, jsonb, timestamptz) to ops_executor;
