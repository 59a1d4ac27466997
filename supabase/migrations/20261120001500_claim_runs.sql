-- Over 300 lines: a claim from the runs that were picked to its answer, which is read in one go.
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

-- What a worker gets with each of its leases, in their order: contracts/worker.ts ClaimedRun. As json from here to the answer, which is put
-- together as text; jsonb would be built anew at each level.
create function private.claimed_runs(p_leases private.leases[]) returns json[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off as $$
begin
  return (
    select coalesce(array_agg(json_build_object(
      'lease', json_build_object('run_id', r.id, 'attempt', r.attempt, 'token', n.token),
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
      'started', r.status = 'running',
      'elapsed_seconds', r.elapsed_seconds
    ) order by n.place), '{}')
    from unnest(p_leases) with ordinality n (run_id, attempt, session_id, token, expires_at, worker_id, api_key_id, claim_id, last_batch_no, deadline_at, place)
    join public.runs r on r.id = n.run_id
    join public.lanes l on l.id = r.lane_id
    left join public.run_template_versions v on v.id = r.template_version_id
    left join public.run_templates t on t.id = v.template_id
  );
end
$$;

-- What a worker that stops a run at its timeout needs: the longest grace of its steps (5 s where none is said), and a lease's time to tell.
create function private.stopping_time(p_run public.runs) returns interval
language sql stable set search_path = ''
return (
  select make_interval(secs => max(coalesce((s ->> 'grace_seconds')::double precision, 5))) + private.lease_time()
  from jsonb_array_elements(private.definition_of(p_run) -> 'steps') s
);

-- Until when the lease of a run that starts now can be renewed; null: for as long as it takes.
create function private.deadline_of(p_run public.runs, p_now timestamptz) returns timestamptz
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  if p_run.timeout_seconds is null then
    return null;
  end if;
  return p_now + make_interval(secs => greatest(p_run.timeout_seconds - p_run.elapsed_seconds, 0)) + private.stopping_time(p_run);
end
$$;

-- A claim of a worker, whose row the caller has locked.
create type private.taker as (
  worker_id uuid, name text, host text, labels text[], claim_id uuid, wanted integer, starts boolean, draining boolean
);

-- Gives queued runs, whose rows the caller has locked, to workers, the first run to the taker whose place is first in `p_slots`: for each a new attempt,
-- its steps and its lease, in the order in which the runs are named; one statement of each for all of them. With p_start they start with it. What
-- their logs say of it is for the caller to append.
create function private.claim_picked(
  p_run_ids bigint[], p_key_id bigint, p_takers private.taker[], p_slots integer[], p_start boolean, p_now timestamptz,
  out given private.leases[], out entries private.run_entry[]
)
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off as $$
begin
  given := '{}';
  entries := '{}';
  if p_run_ids = '{}' then
    return;
  end if;
  with claimed as (
    update public.runs r
    set status = case when p_start then 'running' else 'claimed' end,
        attempt = r.attempt + 1, error = null, started_at = coalesce(r.started_at, p_now)
    where r.id = any (p_run_ids)
    returning r.id, r.attempt, r.session_id, r.start_step, r.adhoc_definition, r.template_version_id,
      p_slots[array_position(p_run_ids, r.id)] as taker,
      case when p_start and r.timeout_seconds is not null then private.deadline_of(r, p_now) end as deadline_at
  ), attempts as (
    insert into public.run_attempts (run_id, number, session_id, worker_id, worker_name, claimed_at, started_at)
    select c.id, c.attempt, c.session_id, p_takers[c.taker].worker_id, p_takers[c.taker].name, p_now, case when p_start then p_now end from claimed c
  ), steps as (
    insert into public.run_steps (run_id, attempt, step, session_id, name, kind)
    select c.id, c.attempt, s.n - 1, c.session_id, s.step ->> 'name', s.step ->> 'kind'
    from claimed c
    left join public.run_template_versions v on v.id = c.template_version_id
    cross join jsonb_array_elements(coalesce(c.adhoc_definition, v.definition) -> 'steps') with ordinality s (step, n)
    where s.n - 1 >= c.start_step
  ), leased as (
    insert into private.leases (run_id, attempt, session_id, expires_at, worker_id, api_key_id, claim_id, deadline_at)
    select c.id, c.attempt, c.session_id, p_now + private.lease_time(), p_takers[c.taker].worker_id, p_key_id, p_takers[c.taker].claim_id, c.deadline_at
    from claimed c
    returning leases as lease
  )
  select array_agg(l.lease order by array_position(p_run_ids, (l.lease).run_id)) into given from leased l;

  entries := array(
    select row(
      l.run_id, l.session_id, l.attempt, null, 'system', t.kind,
      case t.n when 1 then jsonb_build_object('worker', p_takers[n.taker].name, 'host', p_takers[n.taker].host)::text else '{}' end, p_now
    )::private.run_entry
    from unnest(given) l
    cross join lateral (select p_slots[array_position(p_run_ids, l.run_id)] as taker) n
    cross join (values (1, 'run_claimed'), (2, 'run_started')) t (n, kind)
    where t.n = 1 or p_start
    order by l.run_id, t.n
  );
end
$$;

-- The moment of a change made after waiting for locks, or under a snapshot newer than the transaction: not before what it saw committed, as
-- the transaction's own start would be. A time given by a test stays.
create function private.moment(p_now timestamptz) returns timestamptz
language sql volatile set search_path = ''
return case when p_now = now() then clock_timestamp() else p_now end;

-- What is given to takers of one kind, who want the same and differ in nothing else: claimed runs in the order of `p_slots`, whose taker each place
-- names, and what their logs say of it. Locks one lane at a time, then concurrency keys and runs, and waits for none.
create function private.take_runs(
  p_key public.api_keys, p_takers private.taker[], p_slots integer[], p_now timestamptz,
  out claimed json[], out entries private.run_entry[], out contended boolean
)
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_labels text[] := p_takers[p_slots[1]].labels;
  v_start boolean := p_takers[p_slots[1]].starts;
  v_wanted integer := cardinality(p_slots);
  v_most integer;
  v_lanes bigint[];
  v_lane_id bigint;
  v_lane public.lanes;
  v_held bigint;
  v_holders bigint[];
  v_slow boolean;
  v_begun_at timestamptz;
  v_picked private.picked_runs;
  v_run_ids bigint[];
  v_taken record;
  v_leases private.leases[] := '{}';
begin
  entries := '{}';
  contended := false;
  -- The rest of the lanes only where a few of them had too little.
  foreach v_most in array array[8, 64, null] loop
    v_lanes := private.lanes_to_look_at(p_key, v_most);
    foreach v_lane_id in array v_lanes loop
      exit when cardinality(v_leases) >= v_wanted;
      v_begun_at := clock_timestamp();
      if not private.lane_has_work(v_lane_id) then
        -- Where few lanes are open, a look at one costs less than to close it and to open it again, unless it walks over much that is gone.
        if cardinality(v_lanes) >= 8 or private.was_slow(v_begun_at) then
          perform private.close_lane(v_lane_id);
        end if;
        continue;
      end if;

      -- The lane's lock comes first and the count in a later statement, whose snapshot then sees every run claimed under the lock before.
      select l.* into v_lane from public.lanes l where l.id = v_lane_id for no key update skip locked;
      if not found then
        contended := true;
        continue;
      end if;
      continue when v_lane.paused_at is not null;
      v_holders := '{}';
      v_slow := false;
      if v_lane.capacity is not null then
        v_begun_at := clock_timestamp();
        v_holders := private.lane_holders(v_lane_id);
        v_held := cardinality(v_holders);
        v_slow := private.was_slow(v_begun_at);
      end if;

      v_run_ids := private.pick_resuming_runs(v_lane_id, v_labels, v_wanted - cardinality(v_leases));
      v_picked := private.pick_runs(
        v_lane_id, v_labels, least(v_wanted - cardinality(v_leases) - cardinality(v_run_ids), v_lane.capacity - v_held), p_now
      );
      perform private.take_slots('lane:' || v_lane_id, v_holders, v_picked.run_ids, v_slow);
      contended := contended or v_picked.contended;
      v_taken := private.claim_picked(
        v_run_ids || v_picked.run_ids, p_key.id, p_takers, p_slots[cardinality(v_leases) + 1:], v_start, private.moment(p_now)
      );
      v_leases := v_leases || v_taken.given;
      entries := entries || v_taken.entries;
    end loop;
    exit when cardinality(v_lanes) < v_most or cardinality(v_leases) >= v_wanted;
  end loop;
  claimed := case when v_leases = '{}' then '{}' else private.claimed_runs(v_leases) end;
end
$$;

-- Answers claims of workers, whose rows the caller has locked: each gets up to `limit` runs, started if it asks for that. Repeating a claim_id
-- returns its live leases and takes nothing new. Claims that want the same are served from one look at the lanes. `p_entries`: what the caller has
-- still to log, of runs that it ended; all of a moment is appended at its end, by the same statements.
create function private.claim_work(p_key public.api_keys, p_claims jsonb[], p_entries private.run_entry[], p_now timestamptz) returns json[]
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_takers private.taker[] := array(
    select row(
      w.id, w.name, w.host, w.labels, (c.claim ->> 'claim_id')::uuid, (c.claim ->> 'limit')::integer,
      coalesce((c.claim ->> 'start')::boolean, false), w.drain_requested_at is not null
    )::private.taker
    from unnest(p_claims) with ordinality c (claim, n) join public.workers w on w.id = (c.claim #>> '{worker,id}')::uuid
    order by c.n
  );
  -- One claim may come twice, asked again before it was answered.
  v_names text[] := array(select t.worker_id || ' ' || t.claim_id from unnest(v_takers) t);
  v_claimed json[] := array_fill('[]'::json, array[cardinality(p_claims)]);
  v_open integer[] := '{}'; -- takers who get something new
  v_slots integer[];
  v_taken record;
  v_contended boolean := false;
  v_taker integer;
begin
  -- Before the sweep: whoever waits here, for another call of these runs, may hold no lease of somebody else's meanwhile.
  for v_taker in select n from generate_subscripts(v_takers, 1) n where array_position(v_names, v_names[n]) = n loop
    update private.leases l set expires_at = greatest(l.expires_at, p_now + private.lease_time())
    where l.run_id = any (array(
      select o.run_id from private.leases o
      where o.worker_id = v_takers[v_taker].worker_id and o.claim_id = v_takers[v_taker].claim_id and o.expires_at > p_now
        and (o.deadline_at is null or o.deadline_at > p_now)
      order by o.run_id for no key update
    ));
    if found then
      v_claimed[v_taker] := array_to_json(private.claimed_runs(array(
        select l from private.leases l
        where l.worker_id = v_takers[v_taker].worker_id and l.claim_id = v_takers[v_taker].claim_id and l.expires_at > p_now
          and (l.deadline_at is null or l.deadline_at > p_now)
        order by l.run_id
      )));
    elsif not v_takers[v_taker].draining and v_takers[v_taker].wanted > 0 then
      v_open := v_open || v_taker;
    end if;
  end loop;

  -- Most claims find nothing overdue, which one look at the first of each index tells.
  if exists (select from private.leases l where l.expires_at <= p_now)
    or (
      select min(r.queue_expires_at) from public.runs r where r.status = 'queued' and r.attempt = 0 and r.queue_expires_at is not null
    ) <= p_now
    or (select min(r.available_at) from public.runs r where r.available_at is not null) <= p_now then
    perform private.expire_leases(20, p_now);
    perform private.expire_queued(20, p_now);
    perform private.make_due(100, p_now);
  end if;

  while v_open <> '{}' loop
    -- All who want the same as the first one; a slot for each run they want.
    v_slots := array(
      select o.taker from unnest(v_open) with ordinality o (taker, n) cross join generate_series(1, v_takers[o.taker].wanted)
      where (v_takers[o.taker].labels, v_takers[o.taker].starts) = (v_takers[v_open[1]].labels, v_takers[v_open[1]].starts)
      order by o.n
    );
    v_taken := private.take_runs(p_key, v_takers, v_slots, p_now);
    v_contended := v_contended or v_taken.contended;
    p_entries := p_entries || v_taken.entries;
    foreach v_taker in array v_open loop
      if v_taker = any (v_slots) then
        v_claimed[v_taker] := (
          select coalesce(json_agg(t.run order by t.n), '[]') from unnest(v_taken.claimed) with ordinality t (run, n) where v_slots[t.n] = v_taker
        );
        v_open := array_remove(v_open, v_taker);
      end if;
    end loop;
  end loop;

  perform private.append_logs(array(
    select row(e.run_id, e.session_id, e.attempt, e.step, e.stream, e.kind, e.body, e.emitted_at)::private.run_entry
    from unnest(p_entries) with ordinality as e (run_id, session_id, attempt, step, stream, kind, body, emitted_at, n)
    order by e.run_id, e.n
  ), private.moment(p_now));
  return array(
    select json_build_object(
      'runs', v_claimed[array_position(v_names, v_names[t.n])], 'wake_topic', s.wake_topic, 'contended', v_contended, 'draining', t.draining,
      'due_in_ms', (
        select least(ceil(extract(epoch from r.available_at - p_now) * 1000), 60000)::integer
        from public.runs r where r.available_at > p_now order by r.available_at limit 1
      )
    )
    from unnest(v_takers) with ordinality t (worker_id, name, host, labels, claim_id, wanted, starts, draining, n)
    join private.api_key_secrets s on s.api_key_id = p_key.id
    order by t.n
  );
end
$$;

create function private.claim_runs(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns json
language plpgsql security definer set search_path = '' as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
begin
  perform private.touch_worker(v_key.id, p_input -> 'worker', p_now);
  return (private.claim_work(v_key, array[p_input], '{}', p_now))[1];
end
$$;

grant execute on function private.claim_runs(text, jsonb, timestamptz) to ops_executor;
