-- The entries of a batch as the log stores them: lines as they are, up to the run's limit; then one entry that says so; step entries always.
-- p_lines_left is -1 once that entry stands, because it counts as a line.
create function private.batch_entries(p_lease private.leases, p_batch jsonb, p_lines_left integer) returns private.run_entry[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  return (
    with numbered as (
      select e.n, e.entry, e.entry ->> 'kind' = 'line' as is_line,
        count(*) filter (where e.entry ->> 'kind' = 'line') over (order by e.n) as line_no
      from jsonb_array_elements(p_batch) with ordinality as e (entry, n)
    )
    select array_agg(
      case
        when not is_line then row(
          p_lease.run_id, p_lease.session_id, p_lease.attempt, (entry ->> 'step')::integer, 'system', entry ->> 'kind',
          jsonb_strip_nulls(entry - array['kind', 'step', 'emitted_at'])::text, (entry ->> 'emitted_at')::timestamptz
        )::private.run_entry
        when line_no <= p_lines_left then row(
          p_lease.run_id, p_lease.session_id, p_lease.attempt, (entry ->> 'step')::integer, entry ->> 'stream', 'line',
          entry ->> 'body', (entry ->> 'emitted_at')::timestamptz
        )::private.run_entry
        else row(
          p_lease.run_id, p_lease.session_id, p_lease.attempt, (entry ->> 'step')::integer, 'system', 'log_truncated',
          '{"limit": 100000}', (entry ->> 'emitted_at')::timestamptz
        )::private.run_entry
      end
      order by n
    )
    from numbered
    where not is_line or line_no <= p_lines_left + 1
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

-- Appends one numbered batch to the log of a lease's run. A number that was applied already changes nothing; a gap is refused.
create function private.apply_batch(p_lease private.leases, p_batch_no integer, p_batch jsonb, p_now timestamptz) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_lines integer;
  v_entries private.run_entry[];
begin
  if p_batch_no > p_lease.last_batch_no + 1 then
    perform private.refuse('batch_gap', format('Batch %s came after batch %s.', p_batch_no, p_lease.last_batch_no));
  elsif p_batch_no = p_lease.last_batch_no + 1 then
    if not exists (select from public.runs r where r.id = p_lease.run_id and r.status = 'running') then
      perform private.refuse('not_started', format('Attempt %s of run %s has not been started.', p_lease.attempt, p_lease.run_id));
    end if;
    -- Most batches are lines alone.
    if p_batch @? '$[*] ? (@.kind != "line")' then
      perform private.project_steps(p_lease.run_id, p_lease.attempt, p_batch, p_now);
    end if;
    select h.lines into strict v_lines from private.log_heads h where h.run_id = p_lease.run_id for update;
    v_entries := private.batch_entries(p_lease, p_batch, 100000 - v_lines);
    if v_entries is not null then
      perform private.append_logs(v_entries, p_now);
    end if;
    update private.leases l set last_batch_no = p_batch_no where l.run_id = p_lease.run_id;
  end if;
end
$$;

create function private.append_events(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_lease private.leases := private.fence(v_key, p_input -> 'lease', p_now);
begin
  perform private.apply_batch(v_lease, (p_input ->> 'batch_no')::integer, p_input -> 'entries', p_now);
  return jsonb_build_object('directive', private.directive(v_lease.run_id));
end
$$;

grant execute on function private.append_events(text, jsonb, timestamptz) to ops_executor;
