-- Commands that end a run before its time, and that begin it anew.

insert into private.commands (name, function_name, kind, roles, scope) values
  ('runs.cancel', 'cancel_run', 'operator', array['admin', 'operator'], 'runs.write'),
  ('runs.retry', 'retry_run', 'operator', array['admin', 'operator'], 'runs.write');

-- Cancels at once what no worker holds: queued, waiting, or claimed and running under a dead lease. Else it is a request that the worker
-- honours. `force` does not wait for the worker: the lease ends now, and the guardian ends the processes by the time it would have run out.
-- Asking again changes nothing. Refuses run_final.
create function private.cancel_run(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_run public.runs := private.require_run(p_actor, (p_input ->> 'run_id')::bigint);
  v_reason text := p_input ->> 'reason';
begin
  if v_run.finished_at is not null then
    perform private.refuse('run_final', format('Run %s has %s already.', v_run.id, case v_run.status when 'cancelled' then 'been cancelled' else v_run.status end));
  end if;
  -- Before the log, as everywhere: run, lease, log head.
  perform from private.leases l where l.run_id = v_run.id for update;
  -- It may have waited for a claim, which began the attempt that it ends.
  p_now := private.moment(p_now);

  if v_run.cancel_requested_at is null then
    update public.runs r set cancel_requested_at = p_now, cancel_requested_by = p_actor.name, cancel_reason = v_reason
    where r.id = v_run.id returning r.* into v_run;
    perform private.log_transition(
      v_run.id, v_run.attempt, 'cancel_requested', jsonb_build_object(
        'by', p_actor.name, 'reason', v_reason, 'bulk_operation_id', p_input -> 'bulk_operation_id'
      ), p_now
    );
  end if;

  if v_run.status in ('queued', 'waiting') then
    update public.run_steps s set status = 'cancelled', finished_at = p_now
    where s.run_id = v_run.id and s.attempt = v_run.attempt and s.status = 'running';
    update public.runs r set status = 'cancelled', finished_at = p_now, available_at = null, resuming = false where r.id = v_run.id;
    perform private.close_approval(v_run, 'cancelled', p_now);
    perform private.log_transition(v_run.id, v_run.attempt, 'run_cancelled', '{}', p_now);
  elsif not exists (select from private.leases l where l.run_id = v_run.id and l.expires_at > p_now) then
    perform private.end_attempt(v_run, 'lost', 'lease_expired', 'The worker stopped answering; its lease ran out.', null, p_now);
  elsif (p_input ->> 'force')::boolean then
    update public.run_attempts a set processes_until = l.expires_at
    from private.leases l where l.run_id = v_run.id and a.run_id = l.run_id and a.number = l.attempt;
    perform private.log_transition(
      v_run.id, v_run.attempt, 'cancel_forced', jsonb_build_object('by', p_actor.name, 'reason', v_reason), p_now
    );
    perform private.end_attempt(v_run, 'cancelled', null, null, null, p_now);
  end if;
  perform private.wake_workers(array[v_run.lane_id]);
  return private.run_output(v_run.id);
end
$$;

-- Queues a failed or cancelled run again, from its first step or from the first that has not succeeded.
create function private.retry_run(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_run public.runs := private.require_run(p_actor, (p_input ->> 'run_id')::bigint);
  v_start_step integer := 0;
  v_now timestamptz := private.moment(p_now); -- after the run's lock
  -- What a cancel by force left behind may live for the rest of its lease; nothing of the next attempt begins before that.
  v_due_at timestamptz := (
    select a.processes_until from public.run_attempts a
    where a.run_id = v_run.id and a.number = v_run.attempt and a.processes_until > v_now
  );
begin
  if v_run.finished_at is null then
    perform private.refuse('run_not_final', format('Run %s is %s.', v_run.id, v_run.status));
  elsif v_run.status = 'succeeded' then
    perform private.refuse('run_succeeded', format('Run %s has succeeded.', v_run.id));
  end if;
  perform from public.sessions s where s.id = v_run.session_id for key share;
  perform private.require_session(p_actor, v_run.session_id, p_open => true);

  if p_input ->> 'from' = 'failed_step' then
    v_start_step := private.first_open_step(v_run);
  end if;
  update public.runs r
  set status = 'queued', start_step = v_start_step, failed_attempts = 0,
      failure_code = null, error = null, finished_at = null, purged_at = null, elapsed_seconds = 0, available_at = v_due_at,
      -- It waits and runs anew, so its times are those of this try; the attempts keep theirs.
      queued_at = coalesce(v_due_at, v_now), started_at = null,
      queue_expires_at = coalesce(v_due_at, v_now) + (r.queue_expires_at - r.queued_at),
      cancel_requested_at = null, cancel_requested_by = null, cancel_reason = null,
      also_asked_by = array(select distinct a from unnest(r.also_asked_by || p_actor.id) a order by a)
  where r.id = v_run.id;
  perform private.log_transition(
    v_run.id, v_run.attempt, 'run_retried', jsonb_build_object(
      'by', p_actor.name, 'start_step', v_start_step, 'due_at', v_due_at, 'bulk_operation_id', p_input -> 'bulk_operation_id'
    ), v_now
  );
  perform private.wake_workers(array[v_run.lane_id]);
  return private.run_output(v_run.id);
end
$$;
