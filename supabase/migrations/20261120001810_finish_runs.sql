-- Attempts that end together. What most of them do, to succeed, is done for all of them by one statement each; whatever else there is goes
-- one by one, with the same rules.

-- What the step entries of several runs' last batches come to, by the rules of project_steps, for the ends that succeed_runs takes: started and
-- succeeded. Null when an entry says anything else.
create function private.last_steps(p_ends jsonb, p_now timestamptz) returns public.run_steps[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_steps public.run_steps[];
  v_fit boolean;
begin
  with entries as (
    select (i.lease ->> 'run_id')::bigint as run_id, (i.lease ->> 'attempt')::integer as attempt, e.*,
      p_now - greatest((i.entries -> -1 ->> 'emitted_at')::timestamptz - e.emitted_at, interval '0') as at
    from jsonb_to_recordset(p_ends) as i (lease jsonb, entries jsonb)
    cross join rows from (
      jsonb_to_recordset(i.entries) as (
        kind text, step integer, emitted_at timestamptz, status text, exit_code integer, signal text, failure_code text, error text, outputs jsonb
      )
    ) with ordinality as e (kind, step, emitted_at, status, exit_code, signal, failure_code, error, outputs, n)
    where e.kind <> 'line'
  ), steps as (
    select e.run_id, e.attempt, e.step, max(e.exit_code) as exit_code,
      (array_agg(e.at order by e.n))[1] as first_at,
      (array_agg(e.at order by e.n desc))[1] as last_at,
      (array_agg(e.outputs order by e.n desc))[1] as outputs,
      -- The end is the last word on a step, and said once.
      count(*) filter (where e.kind = 'step_finished') = 1 and (array_agg(e.kind order by e.n desc))[1] = 'step_finished'
        and bool_and(e.kind = 'step_started' or (
          e.kind = 'step_finished' and e.status = 'succeeded' and coalesce(e.signal, e.failure_code, e.error) is null
        )) as fits
    from entries e group by e.run_id, e.attempt, e.step
  )
  select array_agg(row(
    e.run_id, e.attempt, e.step, null, null, null, 'succeeded', e.first_at, e.last_at, e.exit_code, null, null, null, e.outputs
  )::public.run_steps), coalesce(bool_and(e.fits), true)
  into v_steps, v_fit from steps e;
  return case when v_fit then coalesce(v_steps, '{}') end;
end
$$;

-- Ends attempts that succeed, each with its last batch, where it brings one, and returns what their logs say of it, for the caller to append. Only if
-- nothing about any of them is out of the ordinary: else it does nothing and returns null, and end_one_run sees to each and says what is wrong. The
-- caller has locked the runs. It looks at everything before it writes, instead of taking back what it wrote: a subtransaction that changes rows
-- which its transaction has locked makes a multixact of each, which cost a sixth of the whole.
create function private.succeed_runs(p_key public.api_keys, p_ends jsonb, p_now timestamptz) returns private.run_entry[]
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off as $$
declare
  -- In the order of their leases, so that the two go together without a search.
  v_ends jsonb[] := array(select i from jsonb_array_elements(p_ends) i order by (i #>> '{lease,run_id}')::bigint);
  v_leases private.leases[] := private.fence_all(p_key, array(
    select row((i.lease ->> 'run_id')::bigint, (i.lease ->> 'attempt')::integer, (i.lease ->> 'token')::uuid)::private.named_lease
    from jsonb_to_recordset(p_ends) as i (lease jsonb)
  ), p_now);
  v_run_ids bigint[] := array(select l.run_id from unnest(v_leases) l);
  v_steps public.run_steps[] := private.last_steps(p_ends, p_now);
  v_entries private.run_entry[];
begin
  -- Each table is asked for these runs only: while it looks empty, to walk over all of it in order seems as cheap.
  if v_steps is null or cardinality(v_leases) <> cardinality(v_ends)
    or exists (select from public.runs r where r.id = any (v_run_ids) and r.status <> 'running')
    or exists (
      select from unnest(v_leases) with ordinality l (run_id, attempt, session_id, token, expires_at, worker_id, api_key_id, claim_id, last_batch_no, deadline_at, n)
      cross join lateral (select v_ends[l.n] as said) e
      join private.log_heads h on h.run_id = l.run_id
      where l.last_batch_no <> (e.said ->> 'last_batch_no')::integer - (e.said -> 'entries' is not null)::integer
        or h.lines + coalesce(jsonb_array_length(e.said -> 'entries'), 0) > 100000
    )
    -- Each step said to have ended is open, and no other is.
    or cardinality(v_steps) <> (
      select count(*) from unnest(v_steps) e
      join public.run_steps s on s.run_id = e.run_id and s.attempt = e.attempt and s.step = e.step and s.status in ('pending', 'running')
      where s.run_id = any (v_run_ids)
    )
    or cardinality(v_steps) <> (
      select count(*) from unnest(v_leases) l
      join public.run_steps s on s.run_id = l.run_id and s.attempt = l.attempt and s.status <> 'succeeded'
      where s.run_id = any (v_run_ids)
    ) then
    return null;
  end if;

  select array_agg(e.entry order by (e.entry).run_id, e.n) into v_entries
  from (
    select b.n, private.stored_entry(l.run_id, l.session_id, l.attempt, b.entry) as entry
    from unnest(v_leases) with ordinality l (run_id, attempt, session_id, token, expires_at, worker_id, api_key_id, claim_id, last_batch_no, deadline_at, n)
    cross join jsonb_array_elements(v_ends[l.n] -> 'entries') with ordinality as b (entry, n)
    union all
    select null, row(l.run_id, l.session_id, l.attempt, null, 'system', 'run_succeeded', '{"outcome": "succeeded"}', p_now)::private.run_entry
    from unnest(v_leases) l
  ) e;

  with steps as (
    update public.run_steps s
    set status = 'succeeded',
        started_at = coalesce(s.started_at, greatest(e.started_at, e.attempt_started_at)),
        finished_at = greatest(e.finished_at, coalesce(s.started_at, e.started_at), e.attempt_started_at),
        exit_code = e.exit_code,
        outputs = coalesce(e.outputs, '{}')
    from (
      select e.*, a.started_at as attempt_started_at from unnest(v_steps) e
      cross join lateral (select a.started_at from public.run_attempts a where a.run_id = e.run_id and a.number = e.attempt offset 0) a
    ) e
    where s.run_id = any (v_run_ids) and s.run_id = e.run_id and s.attempt = e.attempt and s.step = e.step
  ), ended as (
    update public.runs r
    set status = 'succeeded', failure_code = null, error = null, available_at = null, resuming = false, finished_at = p_now
    where r.id = any (v_run_ids)
  ), attempts as (
    update public.run_attempts a set finished_at = p_now, outcome = 'succeeded', failure_code = null, error = null
    from unnest(v_leases) l where a.run_id = any (v_run_ids) and a.run_id = l.run_id and a.number = l.attempt
  ), released as (
    delete from private.leases l where l.run_id = any (v_run_ids)
  )
  insert into private.lease_receipts (token, run_id, attempt, status, finished_at)
  select l.token, l.run_id, l.attempt, 'succeeded', p_now from unnest(v_leases) l;
  return v_entries;
end
$$;

-- Ends attempts and, with `claims`, takes the next work in the same commit. Each end is answered for itself: the run's new status, or
-- the refusal, in the order of the runs. Repeating an end returns the same status. A claim `after` an end that is refused takes nothing and is answered null.
create function private.finish_many_runs(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns json
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_ends jsonb := p_input -> 'ends';
  v_run_ids bigint[] := array(select (i #>> '{lease,run_id}')::bigint from jsonb_array_elements(v_ends) i);
  v_worker jsonb;
  -- All of them, mostly, and then without a copy.
  v_plain jsonb := case
    when not jsonb_path_exists(v_ends, '$[*] ? (@.outcome != "succeeded")') then v_ends
    else (select jsonb_agg(i) from jsonb_array_elements(v_ends) i where i ->> 'outcome' = 'succeeded')
  end;
  v_entries private.run_entry[];
  v_end jsonb;
  v_answers jsonb := '[]';
  v_refused jsonb[];
  v_claims jsonb[];
  v_claimed json[];
begin
  -- A claim locks the worker before any run; whoever fuses a claim has to begin there, too.
  for v_worker in select distinct on (c #>> '{worker,id}') c -> 'worker' from jsonb_array_elements(p_input -> 'claims') c order by c #>> '{worker,id}' loop
    perform private.touch_worker(v_key.id, v_worker, p_now);
  end loop;
  perform from public.runs r where r.id = any (v_run_ids) order by r.id for no key update;
  if v_plain is not null then
    v_entries := private.succeed_runs(v_key, v_plain, p_now);
  end if;
  if v_entries is not null then
    v_answers := (
      select jsonb_agg(jsonb_build_object('run_id', i #> '{lease,run_id}', 'status', 'succeeded'))
      from jsonb_array_elements(v_plain) i
    );
  end if;
  for v_end in
    select i from jsonb_array_elements(v_ends) i
    where not (v_entries is not null and i ->> 'outcome' = 'succeeded') order by (i #>> '{lease,run_id}')::bigint
  loop
    v_answers := v_answers || private.try_to_end(v_key, v_end, p_now);
  end loop;
  v_refused := array(select a -> 'run_id' from jsonb_array_elements(v_answers) a where a ? 'error');
  v_claims := array(
    select c.claim from jsonb_array_elements(p_input -> 'claims') with ordinality c (claim, n)
    where c.claim -> 'after' is null or not c.claim -> 'after' = any (v_refused) order by c.n
  );
  v_entries := coalesce(v_entries, '{}');
  if v_claims <> '{}' then
    v_claimed := private.claim_work(v_key, v_claims, v_entries, p_now);
  else
    perform private.append_logs(v_entries, p_now);
  end if;
  return json_build_object('ends', (
    select coalesce(jsonb_agg(a order by (a -> 'run_id')::bigint), '[]') from jsonb_array_elements(v_answers) a
  ), 'claimed', (
    select coalesce(json_agg(v_claimed[array_position(v_claims, c.claim)] order by c.n), '[]')
    from jsonb_array_elements(p_input -> 'claims') with ordinality c (claim, n)
  ));
end
$$;

-- The end of one of several attempts: a refusal undoes its own work only, and is the answer.
create function private.try_to_end(p_key public.api_keys, p_end jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_sqlstate text;
  v_message text;
  v_code text;
begin
  return jsonb_build_object('run_id', p_end #> '{lease,run_id}', 'status', private.end_one_run(p_key, p_end, p_now));
exception when others then
  get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text, v_code = pg_exception_detail;
  if v_sqlstate not like 'OC%' then
    raise;
  end if;
  return jsonb_build_object('run_id', p_end #> '{lease,run_id}', 'error', jsonb_build_object('code', v_code, 'message', v_message));
end
$$;

-- Ends one attempt and, when `claim` is given, takes the next work in the same commit.
create function private.finish_run(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns json
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_status text := 'succeeded';
  v_entries private.run_entry[];
  v_claimed json;
begin
  if p_input ? 'claim' then
    perform private.touch_worker(v_key.id, p_input #> '{claim,worker}', p_now);
  end if;
  perform from public.runs r where r.id = (p_input #>> '{lease,run_id}')::bigint for no key update;
  if p_input ->> 'outcome' = 'succeeded' then
    v_entries := private.succeed_runs(v_key, jsonb_build_array(p_input - 'claim'), p_now);
  end if;
  if v_entries is null then
    v_status := private.end_one_run(v_key, p_input, p_now);
    v_entries := '{}';
  end if;
  if p_input ? 'claim' then
    v_claimed := (private.claim_work(v_key, array[p_input -> 'claim'], v_entries, p_now))[1];
  else
    perform private.append_logs(v_entries, p_now);
  end if;
  return json_build_object('status', v_status, 'claimed', v_claimed);
end
$$;

grant execute on function private.finish_run(text, jsonb, timestamptz), private.finish_many_runs(text, jsonb, timestamptz) to ops_executor;
