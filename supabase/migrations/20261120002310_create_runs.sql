-- Several commands `runs.create` in the statements of one.

-- Executes commands `runs.create` ([{"credential", "request_id", "input"}]), each for its own caller, with its own answer to its request id and its own
-- audit row, as private.execute would, and returns their answers in order. Only if nothing about any of them is out of the ordinary: what
-- execute would refuse or knows already undoes all of it with an error, and whoever asked calls execute for each.
create function private.create_runs(p_calls jsonb, p_now timestamptz default now()) returns json
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off as $$
declare
  v_request_ids uuid[];
  v_inputs jsonb[];
  v_actors private.actor[];
  v_run_ids bigint[];
  v_answers json[]; -- not jsonb, which would be built anew at each level
  v_remembered bigint;
begin
  with calls as materialized (
    select c.call -> 'credential' as credential, (c.call ->> 'request_id')::uuid as request_id, c.call -> 'input' as input, c.n
    from jsonb_array_elements(p_calls) with ordinality c (call, n)
  ), callers as materialized (
    select d.credential, private.authenticate(d.credential, p_now) as actor from (select distinct c.credential from calls c) d
  ), permitted as materialized (
    select a.* from callers a where (private.authorize(a.actor, 'runs.create', 'operator')).name is not null
  )
  select array_agg(c.request_id order by c.n), array_agg(c.input order by c.n), array_agg(p.actor order by c.n)
  into v_request_ids, v_inputs, v_actors
  from calls c join permitted p on p.credential = c.credential;

  -- As in execute. In one order, so that nobody waits in a ring.
  perform pg_advisory_xact_lock(k.key)
  from (
    select private.request_key(v_actors[c.n].id, c.request_id) as key from unnest(v_request_ids) with ordinality c (request_id, n) order by key
  ) k;
  v_run_ids := private.insert_runs(private.plan_runs(v_actors, v_inputs), array(
    select row(i.n, i.input)::private.asked_run from unnest(v_inputs) with ordinality i (input, n) order by i.n
  ), p_now);
  if cardinality(v_run_ids) < cardinality(v_inputs) or exists (select from unnest(v_inputs) i where i ? 'cloned_from') then
    raise exception 'a run is made already, or has a source to be looked at' using errcode = 'OC999';
  end if;

  v_answers := array(
    select json_build_object('ok', true, 'result', json_build_object('run', r)) from private.runs_told(v_run_ids) r
  );
  with calls as materialized (
    select v_actors[c.n] as actor, c.* from rows from (unnest(v_request_ids), unnest(v_inputs), unnest(v_answers), unnest(v_run_ids))
      with ordinality c (request_id, input, answer, run_id, n)
  ), remembered as (
    insert into private.idempotency (actor, request_id, command, input_sha256, response, created_at)
    select (c.actor).id, c.request_id, 'runs.create', private.request_digest('runs.create', c.input), c.answer, p_now from calls c
    on conflict do nothing
    returning true
  ), audited as (
    insert into public.audit_log (at, actor, actor_name, command, request_id, input, outcome, session_id, run_id)
    select p_now, (c.actor).id, (c.actor).name, 'runs.create', c.request_id, private.audited_input('runs.create', c.input),
      'ok', (c.input ->> 'session_id')::bigint, c.run_id
    from calls c order by c.n
  )
  select count(*) into v_remembered from remembered;
  if v_remembered < cardinality(v_request_ids) then
    raise exception 'a request id is known' using errcode = 'OC999';
  end if;
  -- Last, as in execute. Mostly there is none, and looking here costs less than the call.
  if exists (select from private.leases l where l.expires_at <= p_now) then
    perform private.expire_leases(20, p_now);
  end if;
  return array_to_json(v_answers);
end
$$;

grant execute on function private.create_runs(jsonb, timestamptz) to ops_executor;
