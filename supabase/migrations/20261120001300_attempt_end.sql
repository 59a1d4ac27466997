-- How an attempt ends, in one place: by its worker, by an expired lease, or by a cancel of a run whose lease is dead.

-- A number from 0 to 1 that looks random but is always the same for a run and its count of failures.
create function private.chance(p_run_id bigint, p_failed integer) returns double precision
language sql immutable set search_path = ''
return (hashtextextended(p_run_id || ':' || p_failed, 0) & 1048575) / 1048575.0;

-- Seconds until the next attempt after `p_failed` failed ones: doubles from the definition's initial delay to its maximum, and is then up to
-- `jitter` (a share of it) shorter or longer, so that what failed together does not come back together.
create function private.backoff_seconds(p_definition jsonb, p_run_id bigint, p_failed integer) returns double precision
language sql immutable set search_path = ''
return least(
  coalesce((p_definition #>> '{backoff,initial_seconds}')::double precision, 5) * power(2, p_failed - 1),
  coalesce((p_definition #>> '{backoff,max_seconds}')::double precision, 300)
) * (1 + coalesce((p_definition #>> '{backoff,jitter}')::double precision, 0.2) * (2 * private.chance(p_run_id, p_failed) - 1));

create function private.definition_of(p_run public.runs) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  return coalesce(
    p_run.adhoc_definition,
    (select v.definition from public.run_template_versions v where v.id = p_run.template_version_id)
  );
end
$$;

-- The first step that has not succeeded in a run's latest attempt; past the last one when all have and only the end was lost.
create function private.first_open_step(p_run public.runs) returns integer
language sql stable set search_path = ''
return (
  select coalesce(min(s.step) filter (where s.status <> 'succeeded'), max(s.step) + 1, (p_run).start_step)
  from public.run_steps s where s.run_id = (p_run).id and s.attempt = (p_run).attempt
);

-- Ends the open attempt of a claimed or running run, whose row the caller has locked, and deletes its lease. Outcomes are those of
-- run_attempts; returns the run's new status:
--   succeeded, cancelled   final
--   failed                 queued with backoff while attempts are left, the failure may be retried (p_retryable) and nobody asked to
--                          cancel, else final; not before p_resume_at, where the other side asked for it
--   lost                   as failed, without backoff; an attempt that never started does not count
--   released               queued, as if never claimed; but as lost when a step had begun, whose work must not be done twice unasked
--                          (cancelled if that was asked for)
--   waiting                waiting until p_resume_at (cancelled if that was asked for)
create function private.end_attempt(
  p_run public.runs, p_outcome text, p_failure_code text, p_error text, p_resume_at timestamptz, p_now timestamptz,
  p_retryable boolean default true
) returns text
language plpgsql set search_path = '' as $$
declare
  v_counts boolean := p_outcome = 'failed'
    or (p_outcome = 'lost' and p_run.status = 'running')
    or (p_outcome = 'released' and exists (
      select from public.run_steps s where s.run_id = p_run.id and s.attempt = p_run.attempt and s.started_at is not null
    ));
  v_failure_code text := case when p_outcome = 'released' and v_counts then 'worker_stopped' else p_failure_code end;
  v_error text := case when p_outcome = 'released' and v_counts then 'The worker was stopped in the middle of the run.' else p_error end;
  v_failed integer := p_run.failed_attempts + v_counts::integer;
  v_cancelled boolean := p_outcome = 'cancelled'
    or (p_run.cancel_requested_at is not null and p_outcome in ('lost', 'released', 'waiting'));
  v_status text := case
    when v_cancelled then 'cancelled'
    when p_outcome in ('succeeded', 'waiting') then p_outcome
    when not v_counts then 'queued'
    when p_run.cancel_requested_at is null and p_retryable and v_failed < p_run.max_attempts then 'queued'
    else 'failed'
  end;
  v_final boolean := v_status in ('succeeded', 'failed', 'cancelled');
  v_available_at timestamptz := case
    when v_status = 'waiting' then p_resume_at
    when v_status = 'queued' and p_outcome = 'failed'
      then greatest(p_now + make_interval(secs => private.backoff_seconds(private.definition_of(p_run), p_run.id, v_failed)), p_resume_at)
  end;
begin
  delete from private.leases l where l.run_id = p_run.id;

  update public.run_attempts a
  set finished_at = p_now, outcome = p_outcome, failure_code = v_failure_code, error = v_error
  where a.run_id = p_run.id and a.number = p_run.attempt;

  update public.run_steps s
  set status = case when p_outcome in ('failed', 'lost') then 'failed' else 'cancelled' end,
      failure_code = case when p_outcome in ('failed', 'lost') then v_failure_code end,
      finished_at = p_now
  where s.run_id = p_run.id and s.attempt = p_run.attempt and s.status = 'running' and v_status <> 'waiting';

  update public.runs r
  set status = v_status,
      failed_attempts = v_failed,
      failure_code = case when v_status = 'failed' then v_failure_code end,
      error = case when v_status in ('failed', 'queued') then v_error end,
      available_at = v_available_at,
      start_step = case
        when v_status = 'queued' and v_counts and private.definition_of(p_run) ->> 'retry_from' = 'failed_step' then private.first_open_step(p_run)
        else r.start_step end,
      -- A resumed pass keeps its slot when it is handed back or lost; backing off gives it up.
      resuming = r.resuming and v_status = 'queued' and p_outcome in ('released', 'lost'),
      elapsed_seconds = case when v_status = 'waiting' then r.elapsed_seconds + greatest(extract(epoch from p_now - a.started_at), 0) else r.elapsed_seconds end,
      finished_at = case when v_final then p_now end
  from public.run_attempts a
  where r.id = p_run.id and a.run_id = r.id and a.number = r.attempt;

  perform private.log_transition(
    p_run.id, p_run.attempt,
    case v_status when 'queued' then 'run_requeued' else 'run_' || v_status end,
    jsonb_build_object(
      'outcome', p_outcome, 'failure_code', v_failure_code, 'error', v_error, 'due_at', v_available_at,
      'retryable', case when not p_retryable then false end
    ),
    p_now
  );
  if v_status = 'queued' and v_available_at is null then
    perform private.wake_workers(array[p_run.lane_id]);
  end if;
  return v_status;
end
$$;

-- Ends at most `p_limit` attempts whose lease has expired. Whoever holds a run or its lease at this moment is left to it. Order: run, lease.
create function private.expire_leases(p_limit integer, p_now timestamptz) returns integer
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_run_id bigint;
  v_run public.runs;
  v_deadline_at timestamptz;
  v_expired integer := 0;
begin
  for v_run_id in
    select l.run_id from private.leases l where l.expires_at <= p_now order by l.expires_at limit p_limit
  loop
    select r.* into v_run from public.runs r where r.id = v_run_id for no key update skip locked;
    continue when not found;
    select l.deadline_at into v_deadline_at
    from private.leases l where l.run_id = v_run_id and l.expires_at <= p_now for update skip locked;
    continue when not found;
    if v_deadline_at <= p_now then
      perform private.end_attempt(
        v_run, 'lost', 'timeout', format('The run was not done after %s s, and its worker did not stop it.', v_run.timeout_seconds), null, p_now
      );
    else
      perform private.end_attempt(
        v_run, 'lost', 'lease_expired', 'The worker stopped answering; its lease ran out.', null, p_now
      );
    end if;
    v_expired := v_expired + 1;
  end loop;
  return v_expired;
end
$$;

-- Queues a waiting run, whose row the caller has locked, to go on after the step in which it waited and which has succeeded with `p_outputs`.
create function private.resume_run(p_run public.runs, p_outputs jsonb, p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
declare
  v_step integer;
begin
  update public.run_steps s set status = 'succeeded', finished_at = p_now, outputs = p_outputs
  where s.run_id = p_run.id and s.attempt = p_run.attempt and s.status = 'running'
  returning s.step into v_step;
  update public.runs r
  set status = 'queued', resuming = true, available_at = null, start_step = coalesce(v_step + 1, r.start_step)
  where r.id = p_run.id;
  perform private.append_log(p_run.id, p_run.attempt, array[
    row(
      v_step, 'system', 'step_finished',
      jsonb_strip_nulls(jsonb_build_object('status', 'succeeded', 'outputs', nullif(p_outputs, '{}')))::text, p_now
    )::private.log_entry,
    row(null, 'system', 'run_resumed', jsonb_build_object('start_step', v_step + 1)::text, p_now)::private.log_entry
  ], p_now);
end
$$;

-- Makes due at most `p_limit` runs whose time has come: delayed and backed-off ones, and waiting ones, which resume after their wait or
-- whose approval has reached its deadline.
create function private.make_due(p_limit integer, p_now timestamptz) returns integer
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_run public.runs;
  v_due integer := 0;
begin
  for v_run in
    select r.* from public.runs r
    where r.available_at <= p_now
    order by r.available_at limit p_limit
    for no key update skip locked
  loop
    v_due := v_due + 1;
    if v_run.status = 'queued' then
      update public.runs r set available_at = null where r.id = v_run.id;
      continue;
    end if;
    if not private.expire_approval(v_run, p_now) then
      perform private.resume_run(v_run, '{}', p_now);
    end if;
  end loop;
  return v_due;
end
$$;

-- Fails at most `p_limit` runs that nobody claimed in time.
create function private.expire_queued(p_limit integer, p_now timestamptz) returns integer
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_run public.runs;
  v_error text;
  v_expired integer := 0;
begin
  for v_run in
    select r.* from public.runs r
    where r.status = 'queued' and r.attempt = 0 and r.queue_expires_at <= p_now
    order by r.queue_expires_at limit p_limit
    for no key update skip locked
  loop
    v_error := format('No worker claimed the run before %s.', to_char(v_run.queue_expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
    update public.runs r
    set status = 'failed', failure_code = 'queue_expired', error = v_error, available_at = null, finished_at = p_now
    where r.id = v_run.id;
    perform private.log_transition(
      v_run.id, 0, 'run_failed', jsonb_build_object('failure_code', 'queue_expired', 'error', v_error), p_now
    );
    v_expired := v_expired + 1;
  end loop;
  return v_expired;
end
$$;
