insert into private.commands (name, function_name, kind, roles, scope) values
  ('runs.create', 'create_run', 'operator', array['admin', 'operator'], 'runs.write'),
  ('runs.create_many', 'create_many_runs', 'operator', array['admin', 'operator'], 'runs.write');

-- contracts/run.ts Run. Without a SET clause, so that the planner inlines it into the statements that tell runs.
create function private.run_as_json(p_run public.runs, p_lane text, p_template text, p_last_seq bigint) returns json
language sql stable parallel safe
return json_build_object(
  'id', (p_run).id, 'session_id', (p_run).session_id, 'lane_id', (p_run).lane_id, 'lane', p_lane, 'template', p_template,
  'title', (p_run).title, 'status', (p_run).status, 'attempt', (p_run).attempt, 'failed_attempts', (p_run).failed_attempts,
  'max_attempts', (p_run).max_attempts, 'failure_code', (p_run).failure_code,
  'error', (p_run).error, 'priority', (p_run).priority, 'due_at', (p_run).available_at,
  'queue_expires_at', (p_run).queue_expires_at, 'timeout_seconds', (p_run).timeout_seconds,
  'concurrency_key', (p_run).concurrency_key, 'required_labels', (p_run).required_labels,
  'schedule_id', (p_run).schedule_id, 'scheduled_for', (p_run).scheduled_for, 'requested_by', (p_run).requested_by_name,
  'cancel_requested_at', (p_run).cancel_requested_at, 'created_at', (p_run).created_at, 'started_at', (p_run).started_at,
  'finished_at', (p_run).finished_at, 'last_seq', p_last_seq
);

-- Runs that there are, in the order in which they are named. Inlined, too.
create function private.runs_told(p_run_ids bigint[]) returns setof json
language sql stable
begin atomic
  select private.run_as_json(
    r, (select l.name from public.lanes l where l.id = r.lane_id),
    (
      select t.slug from public.run_template_versions v join public.run_templates t on t.id = v.template_id where v.id = r.template_version_id
    ),
    (select h.seq from private.log_heads h where h.run_id = r.id)
  )
  from unnest(p_run_ids) with ordinality n (run_id, place) join public.runs r on r.id = n.run_id
  order by n.place;
end;

-- plpgsql, as what a claim calls: a function in SQL that is not inlined is planned anew at every call.
create function private.runs_as_json(p_run_ids bigint[]) returns json[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off as $$
begin
  return array(select r from private.runs_told(p_run_ids) r);
end
$$;

create function private.run_output(p_run_id bigint) returns jsonb
language plpgsql volatile set search_path = '' as $$
begin
  return jsonb_build_object('run', (private.runs_as_json(array[p_run_id]))[1]);
end
$$;

-- The lane a new run goes to, if there is one that the actor may use: the one named, or the template's default if the session has it, or the
-- session's first. Without a SET clause, so that the planner inlines it.
create function private.lane_for(p_actor private.actor, p_session_id bigint, p_name text, p_default text) returns setof bigint
language sql stable
begin atomic
  select l.id
  from public.lanes l
  where l.session_id = p_session_id and (p_name is null or l.name = p_name) and private.actor_uses_lane(p_actor, l.id)
  order by l.name = coalesce(p_default, '') desc, l.position
  limit 1;
end;

-- The same, or a refusal.
create function private.choose_lane(p_actor private.actor, p_session_id bigint, p_name text, p_default text) returns bigint
language plpgsql stable set search_path = '' as $$
declare
  v_lane_id bigint := (select l.id from private.lane_for(p_actor, p_session_id, p_name, p_default) l (id));
begin
  if v_lane_id is null then
    perform private.refuse('not_found', format('Session %s has no lane %s that you may use.', p_session_id, coalesce(p_name, '')));
  end if;
  return v_lane_id;
end
$$;

-- A template's concurrency key with this run's parameters in place of {{name}}; refuses invalid_input when one has no value or it gets too long.
create function private.concurrency_key(p_template text, p_parameters jsonb) returns text
language plpgsql stable set search_path = '' as $$
declare
  v_key text;
  v_missing text;
begin
  -- In one pass, so that a value that looks like a placeholder stays a value.
  select string_agg(p.literal || coalesce(p_parameters ->> trim(p.placeholder[1]), ''), '' order by p.n),
    min(trim(p.placeholder[1])) filter (where coalesce(p_parameters ->> trim(p.placeholder[1]), '') = '' and p.placeholder is not null)
  into v_key, v_missing
  from rows from (
    regexp_split_to_table(p_template, '\{\{[^{}]+\}\}'), regexp_matches(p_template, '\{\{([^{}]+)\}\}', 'g')
  ) with ordinality as p (literal, placeholder, n);
  if v_missing is not null then
    perform private.refuse('invalid_input', format('parameters.%s is needed for the concurrency key %s.', v_missing, p_template));
  elsif length(v_key) > 200 then
    perform private.refuse('invalid_input', format('The concurrency key %s becomes longer than 200 characters.', p_template));
  end if;
  return v_key;
end
$$;

-- What new runs execute, where, and for whom.
create type private.run_plan as (actor private.actor, session_id bigint, lane_id bigint, version_id bigint, version integer, definition jsonb);
-- A run that is to be made: which of the plans it follows, and what was said of it.
create type private.asked_run as (plan integer, input jsonb);

-- The plans of creates: of a template version (`resolved`: checked by ops-executor) or of ad-hoc steps. What ops-executor found wrong with the
-- template or the parameters becomes a refusal like any other: audited, and remembered by request id.
create function private.plan_runs(p_actors private.actor[], p_inputs jsonb[]) returns private.run_plan[]
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan set enable_bitmapscan = off as $$
declare
  -- Held until commit, so that a session cannot be archived around a run.
  v_locked bigint[] := array(
    select s.id from public.sessions s
    where s.id = any (array(select (i.input ->> 'session_id')::bigint from unnest(p_inputs) i (input))) order by s.id for key share
  );
  v_plans private.run_plan[];
  v_is_plain boolean;
begin
  select array_agg(row(p.actor, p.session_id, l.id, p.version_id, p.version, p.definition)::private.run_plan order by p.n),
    bool_and(
      l.id is not null and p.refused is null and s.archived_at is null and s.id = any (v_locked) and private.actor_sees(p.actor, p.session_id)
    )
  into v_plans, v_is_plain
  from (
    select i.n, p_actors[i.n] as actor, (i.input ->> 'session_id')::bigint as session_id, i.input ->> 'lane' as lane,
      i.input #> '{resolved,refused}' as refused, v.id as version_id, v.version,
      case when i.input ? 'template' then v.definition else jsonb_build_object('steps', i.input -> 'steps') end as definition
    from unnest(p_inputs) with ordinality i (input, n)
    left join public.run_template_versions v on v.id = (i.input #>> '{resolved,version_id}')::bigint and i.input ? 'template'
    offset 0 -- Evaluated once.
  ) p
  left join public.sessions s on s.id = p.session_id
  left join lateral private.lane_for(p.actor, p.session_id, p.lane, p.definition ->> 'default_lane') l (id) on true;

  if v_is_plain is not true then
    for n in 1 .. cardinality(p_inputs) loop
      if p_inputs[n] #> '{resolved,refused}' is not null then
        perform private.refuse(p_inputs[n] #>> '{resolved,refused,code}', p_inputs[n] #>> '{resolved,refused,message}');
      end if;
      perform private.require_session(p_actors[n], v_plans[n].session_id, p_open => true);
      v_plans[n].lane_id := private.choose_lane(
        p_actors[n], v_plans[n].session_id, p_inputs[n] ->> 'lane', v_plans[n].definition ->> 'default_lane'
      );
    end loop;
  end if;
  return v_plans;
end
$$;

-- Makes runs, in the order in which they are asked for, with their log entries, and wakes workers for them. A run whose idempotency key is
-- known is not made and not returned.
create function private.insert_runs(p_plans private.run_plan[], p_asked private.asked_run[], p_now timestamptz) returns bigint[]
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_run_ids bigint[];
  v_session_ids bigint[];
  v_due_lanes bigint[];
  v_entries private.run_entry[];
begin
  with plans as materialized (
    select p.*, array(select jsonb_array_elements_text(p.definition -> 'required_labels')) as labels,
      -- What a run's first entry says of its plan.
      jsonb_build_object(
        'requested_by', (p.actor).name, 'template', p.definition ->> 'slug', 'version', p.version,
        'steps', jsonb_path_query_array(p.definition, '$.steps[*].name')
      ) as said
    from unnest(p_plans) with ordinality p (actor, session_id, lane_id, version_id, version, definition, n)
  ), asked as (
    select nextval('public.runs_id_seq') as id, i.plan, i.input, coalesce(i.input #> '{resolved,parameters}', i.input -> 'parameters', '{}') as parameters,
      greatest(p_now, coalesce(
        (i.input ->> 'available_at')::timestamptz,
        p_now + make_interval(secs => coalesce((i.input ->> 'delay_seconds')::double precision, 0))
      )) as due_at,
      -- Where a schedule's runs may not overlap they share a key, so that no lane and no template has to see to it.
      (
        select 'schedule:' || s.id from public.schedules s
        where s.id = (i.input #>> '{resolved,schedule_id}')::bigint and s.overlap in ('queue', 'cancel_previous')
      ) as schedule_key
    from unnest(p_asked) i
  ), made as (
    insert into public.runs (
      id, session_id, lane_id, template_version_id, adhoc_definition, title, parameters, repo, priority, rank, available_at,
      queue_expires_at, timeout_seconds, max_attempts, schedule_id, scheduled_for, cloned_from,
      concurrency_key, concurrency_limit, required_labels,
      requested_by, requested_by_name, also_asked_by, idempotency_key, idempotency_hash, created_at, queued_at
    ) overriding system value
    select
      a.id, p.session_id, p.lane_id, p.version_id, case when p.version_id is null then p.definition end,
      coalesce(a.input ->> 'title', p.definition ->> 'name', p.definition #>> '{steps,0,name}'),
      a.parameters, private.repo_name(coalesce(a.parameters ->> 'repo', a.parameters ->> 'repository')),
      coalesce((a.input ->> 'priority')::integer, 0), a.id,
      case when a.due_at > p_now then a.due_at end,
      a.due_at + make_interval(secs => coalesce(a.input ->> 'expires_in_seconds', p.definition ->> 'expires_in_seconds')::double precision),
      coalesce(a.input ->> 'timeout_seconds', p.definition ->> 'timeout_seconds')::double precision,
      coalesce((a.input ->> 'max_attempts')::integer, (p.definition ->> 'max_attempts')::integer, 1),
      (a.input #>> '{resolved,schedule_id}')::bigint, (a.input #>> '{resolved,scheduled_for}')::timestamptz,
      (a.input ->> 'cloned_from')::bigint,
      case when p.definition #> '{concurrency,key}' is not null then private.concurrency_key(p.definition #>> '{concurrency,key}', a.parameters)
        else a.schedule_key end,
      case when p.definition #> '{concurrency,key}' is not null then (p.definition #>> '{concurrency,limit}')::integer
        when a.schedule_key is not null then 1 end,
      p.labels,
      (p.actor).id, (p.actor).name,
      (select array[s.owner] from public.schedules s where s.id = (a.input #>> '{resolved,schedule_id}')::bigint),
      a.input ->> 'idempotency_key',
      case when a.input ? 'idempotency_key' then sha256(convert_to((a.input - 'resolved')::text, 'UTF8')) end,
      p_now, a.due_at
    from asked a join plans p on p.n = a.plan
    on conflict (session_id, idempotency_key) where idempotency_key is not null do nothing
    returning id, session_id, lane_id, title, available_at, concurrency_key, required_labels, schedule_id, scheduled_for, cloned_from
  )
  select array_agg(m.id order by m.id), array_agg(m.session_id order by m.id), array_agg(m.entry order by m.id),
    array_agg(m.lane_id order by m.id) filter (where m.available_at is null)
  into v_run_ids, v_session_ids, v_entries, v_due_lanes
  from (
    select m.id, m.session_id, m.lane_id, m.available_at,
      row(m.id, m.session_id, 0, null, 'system', 'run_created', jsonb_strip_nulls(p.said || jsonb_build_object(
        'title', m.title, 'due_at', m.available_at,
        'concurrency_key', m.concurrency_key, 'required_labels', to_jsonb(nullif(m.required_labels, '{}')),
        'schedule_id', m.schedule_id, 'scheduled_for', m.scheduled_for, 'cloned_from', m.cloned_from
      ))::text, p_now)::private.run_entry as entry
    from made m join asked a on a.id = m.id join plans p on p.n = a.plan
  ) m;
  if v_run_ids is null then
    return '{}';
  end if;
  perform private.begin_logs(v_entries, p_now);
  perform private.send_new_run_hints(v_run_ids, v_session_ids, v_due_lanes);
  return v_run_ids;
end
$$;

-- A new run. The same idempotency key and body in a session return the same run; another body is refused idempotency_conflict.
create function private.create_run(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_plans private.run_plan[] := private.plan_runs(array[p_actor], array[p_input]);
  v_made bigint[];
  v_known public.runs;
begin
  if p_input ? 'cloned_from' and not exists (
    select from public.runs r
    where r.id = (p_input ->> 'cloned_from')::bigint and private.actor_sees(p_actor, r.session_id) and private.actor_uses_lane(p_actor, r.lane_id)
  ) then
    perform private.refuse('not_found', format('There is no run %s that you can see.', p_input ->> 'cloned_from'));
  end if;
  v_made := private.insert_runs(v_plans, array[row(1, p_input)::private.asked_run], p_now);
  if v_made <> '{}' then
    return private.run_output(v_made[1]);
  end if;

  select r.* into strict v_known
  from public.runs r where r.session_id = v_plans[1].session_id and r.idempotency_key = p_input ->> 'idempotency_key';
  if v_known.idempotency_hash <> sha256(convert_to((p_input - 'resolved')::text, 'UTF8')) then
    perform private.refuse('idempotency_conflict', format(
      'The idempotency key "%s" made run %s with another body.', v_known.idempotency_key, v_known.id
    ));
  end if;
  return private.run_output(v_known.id);
end
$$;

-- Many runs of one template version or of the same ad-hoc steps, in one lane: all of them or, when anything is refused, none. One command with one
-- audit row, while each run has its own log. What is said for all stands beside `runs`; each of these may have its own parameters, title and priority.
create function private.create_many_runs(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_plans private.run_plan[] := private.plan_runs(array[p_actor], array[p_input]);
  v_common jsonb := p_input - '{runs,steps,resolved}'::text[];
  v_parameters jsonb := p_input #> '{resolved,parameters}';
  v_made bigint[] := private.insert_runs(v_plans, array(
    select row(1, v_common || r.run || case when v_parameters is null then '{}'
      else jsonb_build_object('resolved', jsonb_build_object('parameters', v_parameters -> (r.n - 1)::integer)) end)::private.asked_run
    from jsonb_array_elements(p_input -> 'runs') with ordinality r (run, n)
    order by r.n
  ), p_now);
begin
  return jsonb_build_object('run_ids', v_made);
end
$$;
