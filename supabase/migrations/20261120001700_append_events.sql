-- An entry of a worker as the log stores it. No SET clause, so that the planner inlines it.
create function private.stored_entry(p_run_id bigint, p_session_id bigint, p_attempt integer, p_entry jsonb) returns private.run_entry
language sql stable parallel safe
return row(
  p_run_id, p_session_id, p_attempt, (p_entry ->> 'step')::integer, coalesce(p_entry ->> 'stream', 'system'), p_entry ->> 'kind',
  case p_entry ->> 'kind' when 'line' then p_entry ->> 'body' else jsonb_strip_nulls(p_entry - array['kind', 'step', 'emitted_at'])::text end,
  (p_entry ->> 'emitted_at')::timestamptz
)::private.run_entry;

-- The entries of a batch as the log stores them: lines as they are, up to the run's limit; then one entry that says so; step entries always.
-- p_lines_left is -1 once that entry stands, because it counts as a line.
create function private.batch_entries(p_lease private.leases, p_batch jsonb, p_lines_left integer) returns private.run_entry[]
language plpgsql stable set search_path = '' as $$
begin
  if jsonb_array_length(p_batch) <= p_lines_left then
    return array(
      select private.stored_entry(p_lease.run_id, p_lease.session_id, p_lease.attempt, e.entry) from jsonb_array_elements(p_batch) as e (entry)
    );
  end if;
  return array(
    with numbered as (
      select e.n, e.entry, e.entry ->> 'kind' = 'line' as is_line,
        count(*) filter (where e.entry ->> 'kind' = 'line') over (order by e.n) as line_no
      from jsonb_array_elements(p_batch) with ordinality as e (entry, n)
    )
    select case
      when not is_line or line_no <= p_lines_left then private.stored_entry(p_lease.run_id, p_lease.session_id, p_lease.attempt, entry)
      else row(
        p_lease.run_id, p_lease.session_id, p_lease.attempt, (entry ->> 'step')::integer, 'system', 'log_truncated',
        '{"limit": 100000}', (entry ->> 'emitted_at')::timestamptz
      )::private.run_entry
    end
    from numbered
    where not is_line or line_no <= p_lines_left + 1
    order by n
  );
end
$$;

-- Steps follow their entries, in order. Entries of a batch arrive together; how far apart they were is told by the worker's clock, and when
-- the last of them was, by the database's: so a short step has its true length, and a clock that is wrong moves nothing.
create function private.project_steps(p_run_id bigint, p_attempt integer, p_entries jsonb, p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
declare
  v_entry jsonb;
  v_status text;
  v_last timestamptz := (p_entries -> -1 ->> 'emitted_at')::timestamptz;
  v_at timestamptz;
begin
  for v_entry in
    select e.entry from jsonb_array_elements(p_entries) with ordinality as e (entry, n)
    where e.entry ->> 'kind' <> 'line' order by e.n
  loop
    v_at := p_now - greatest(v_last - (v_entry ->> 'emitted_at')::timestamptz, interval '0');
    continue when private.project_stop_phase(p_run_id, p_attempt, v_entry ->> 'kind', v_at);
    v_status := case v_entry ->> 'kind' when 'step_started' then 'running' else v_entry ->> 'status' end;
    update public.run_steps s
    set status = v_status,
        -- A clock that was set in the middle of a batch must not let a step begin before its attempt, or end before it began.
        started_at = coalesce(s.started_at, greatest(v_at, a.started_at)),
        finished_at = case when v_status <> 'running' then greatest(v_at, s.started_at, a.started_at) end,
        exit_code = (v_entry ->> 'exit_code')::integer,
        signal = v_entry ->> 'signal',
        failure_code = v_entry ->> 'failure_code',
        error = v_entry ->> 'error',
        outputs = coalesce(v_entry -> 'outputs', '{}')
    from public.run_attempts a
    where s.run_id = p_run_id and s.attempt = p_attempt and s.step = (v_entry ->> 'step')::integer
      and s.status in ('pending', 'running')
      and a.run_id = s.run_id and a.number = s.attempt;
    if not found then
      perform private.refuse('invalid_input', format('Step %s of run %s is over or not part of this attempt.', v_entry ->> 'step', p_run_id));
    end if;
  end loop;
end
$$;

-- Sees to a batch that fence_batch let through, but for its log entries: refuses, moves the steps on, and returns the directive for its worker
-- with the entries, which the caller appends.
create function private.take_batch(p_lease private.leases, p_batch jsonb, p_now timestamptz, out directive text, out entries private.run_entry[])
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_status text;
  v_lines integer;
begin
  -- Lines are written under the run's lease alone, so their number stands.
  select r.status, private.directive_of(r.cancel_requested_at), h.lines
  into strict v_status, directive, v_lines
  from public.runs r join private.log_heads h on h.run_id = r.id where r.id = p_lease.run_id;
  if v_status <> 'running' then
    perform private.refuse('not_started', format('Attempt %s of run %s has not been started.', p_lease.attempt, p_lease.run_id));
  end if;
  -- Most batches are lines alone.
  if p_batch @? '$[*] ? (@.kind != "line")' then
    perform private.project_steps(p_lease.run_id, p_lease.attempt, p_batch, p_now);
  end if;
  entries := private.batch_entries(p_lease, p_batch, 100000 - v_lines);
end
$$;

-- Applies a batch and appends its entries; one that was applied before changes nothing. Returns {"directive"}.
create function private.append_events(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_lease private.leases := private.fence_batch(v_key, p_input -> 'lease', (p_input ->> 'batch_no')::integer, p_now);
  v_taken record;
begin
  if v_lease.run_id is null then
    return jsonb_build_object('directive', private.directive((p_input #>> '{lease,run_id}')::bigint));
  end if;
  v_taken := private.take_batch(v_lease, p_input -> 'entries', p_now);
  perform private.append_logs(v_taken.entries, p_now);
  return jsonb_build_object('directive', v_taken.directive);
end
$$;

-- What append_events does, for batches of several runs, with one append of all their entries. Returns the answers in the order of the batches. A
-- refusal of one undoes all of it, and whoever asked calls append_events for each.
create function private.append_many_events(p_key_hash text, p_batches jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_batch jsonb;
  v_place bigint;
  v_run_id bigint;
  v_lease private.leases;
  v_taken record;
  v_entries private.run_entry[] := '{}';
  v_directives text[] := array_fill(null::text, array[jsonb_array_length(p_batches)]);
begin
  -- By run, which is the order of the locks.
  for v_batch, v_place in
    select b.batch, b.n from jsonb_array_elements(p_batches) with ordinality b (batch, n) order by (b.batch #>> '{lease,run_id}')::bigint, b.n
  loop
    -- Its lines would be counted without those of its batch before.
    if (v_batch #>> '{lease,run_id}')::bigint = v_run_id then
      raise exception 'two batches of one run' using errcode = 'OC999';
    end if;
    v_run_id := (v_batch #>> '{lease,run_id}')::bigint;
    v_lease := private.fence_batch(v_key, v_batch -> 'lease', (v_batch ->> 'batch_no')::integer, p_now);
    if v_lease.run_id is null then
      v_directives[v_place] := private.directive(v_run_id);
    else
      v_taken := private.take_batch(v_lease, v_batch -> 'entries', p_now);
      v_directives[v_place] := v_taken.directive;
      v_entries := v_entries || v_taken.entries;
    end if;
  end loop;
  perform private.append_logs(v_entries, p_now);
  return (select jsonb_agg(jsonb_build_object('directive', d.directive) order by d.n) from unnest(v_directives) with ordinality d (directive, n));
end
$$;

grant execute on function private.append_events(text, jsonb, timestamptz), private.append_many_events(text, jsonb, timestamptz) to ops_executor;
