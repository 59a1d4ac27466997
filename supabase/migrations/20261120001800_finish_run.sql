-- Whether an attempt may end this way; refuses outcome_not_allowed and says why.
create function private.check_outcome(p_run public.runs, p_outcome text, p_wait_kind text) returns void
language plpgsql stable set search_path = '' as $$
declare
  v_why text := case
    when p_outcome = 'released' then null
    when p_outcome = 'cancelled' then case when p_run.cancel_requested_at is null then 'nobody asked to cancel it' end
    when p_run.status <> 'running' then 'it has not been started'
    when p_outcome = 'succeeded' and exists (
      select from public.run_steps s where s.run_id = p_run.id and s.attempt = p_run.attempt and s.status <> 'succeeded'
    ) then 'not all of its steps have succeeded'
    -- Exactly one: it is the one that succeeds when the run resumes, which is after it.
    when p_outcome = 'waiting' and (
      select array_agg(s.kind) from public.run_steps s
      where s.run_id = p_run.id and s.attempt = p_run.attempt and s.status = 'running'
    ) is distinct from array[p_wait_kind] then format('not exactly one of its steps is running, and a step of kind %s', p_wait_kind)
    when p_outcome = 'waiting' and exists (
      select from public.run_steps s
      where s.run_id = p_run.id and s.attempt = p_run.attempt and s.status not in ('succeeded', 'running')
        and s.step < (
          select w.step from public.run_steps w
          where w.run_id = p_run.id and w.attempt = p_run.attempt and w.status = 'running'
        )
    ) then 'not all of the steps before the wait have succeeded'
  end;
begin
  if v_why is not null then
    perform private.refuse('outcome_not_allowed', format('Run %s cannot end as %s: %s.', p_run.id, p_outcome, v_why));
  end if;
end
$$;

-- Ends one attempt: its last batch first, where the call brings it along, then the outcome. The caller has locked the run. Returns the run's
-- status; repeating it returns the same.
create function private.end_one_run(p_key public.api_keys, p_input jsonb, p_now timestamptz) returns text
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_token uuid := (p_input #>> '{lease,token}')::uuid;
  v_last_batch_no integer := (p_input ->> 'last_batch_no')::integer;
  v_run public.runs;
  v_lease private.leases;
  v_taken record;
  v_status text;
begin
  select r.* into v_run from public.runs r where r.id = (p_input #>> '{lease,run_id}')::bigint for no key update;
  select c.status into v_status from private.lease_receipts c where c.token = v_token;
  if found then
    return v_status;
  end if;
  if p_input ? 'entries' then
    v_lease := private.fence_batch(p_key, p_input -> 'lease', v_last_batch_no, p_now);
  end if;
  if v_lease.run_id is null then
    v_lease := private.fence(p_key, p_input -> 'lease', p_now);
  else
    v_taken := private.take_batch(v_lease, p_input -> 'entries', p_now);
    perform private.append_logs(v_taken.entries, p_now);
  end if;
  if v_last_batch_no <> v_lease.last_batch_no then
    perform private.refuse('batch_gap', format('The last batch that arrived is %s, not %s.', v_lease.last_batch_no, v_last_batch_no));
  end if;
  perform private.check_outcome(v_run, p_input ->> 'outcome', case when p_input ? 'approval' then 'approval' else 'wait' end);
  v_status := private.end_attempt(
    v_run, p_input ->> 'outcome', p_input ->> 'failure_code', p_input ->> 'error',
    case when p_input ? 'approval' then private.approval_deadline(v_run, p_now)
      else p_now
        + make_interval(secs => coalesce(p_input ->> 'resume_after_seconds', p_input ->> 'retry_after_seconds')::double precision) end,
    p_now, coalesce((p_input ->> 'retryable')::boolean, true)
  );
  if p_input ? 'approval' and v_status = 'waiting' then
    perform private.request_approval(v_run, p_input -> 'approval', p_now);
  end if;
  insert into private.lease_receipts (token, run_id, attempt, status, finished_at)
  values (v_token, v_run.id, v_run.attempt, v_status, p_now);
  return v_status;
end
$$;

-- Refuses an artifact of a step that the attempt does not have, and one too many. Counted under the lease's lock, uploads under way
-- included. The limit stands in contracts/limits.ts, too.
create function private.check_artifact(p_lease private.leases, p_input jsonb) returns void
language plpgsql stable set search_path = '' as $$
begin
  if not exists (
    select from public.run_steps s
    where s.run_id = p_lease.run_id and s.attempt = p_lease.attempt and s.step = (p_input ->> 'step')::integer
  ) then
    perform private.refuse('invalid_input', format('Step %s is not part of this attempt of run %s.', p_input ->> 'step', p_lease.run_id));
  end if;
  if (
    select count(*) from (
      select a.name from public.artifacts a where a.run_id = p_lease.run_id and a.attempt = p_lease.attempt
      union
      select u.name from private.artifact_uploads u where u.run_id = p_lease.run_id and u.attempt = p_lease.attempt
    ) known
    where known.name <> p_input ->> 'name'
  ) >= 200 then
    perform private.refuse('limit_exceeded', 'An attempt attaches 200 artifacts at most.');
  end if;
end
$$;

-- Makes an artifact visible and logs it. The same name and digest again is a no-op, with another digest a conflict. Returns its id.
create function private.attach_artifact(p_artifact public.artifacts, p_now timestamptz) returns bigint
language plpgsql set search_path = '' as $$
declare
  v_known public.artifacts;
  v_id bigint;
begin
  insert into public.artifacts (
    run_id, attempt, step, session_id, name, kind, media_type, sha256, size, encoding, body, object_path, created_at
  )
  values (
    p_artifact.run_id, p_artifact.attempt, p_artifact.step, p_artifact.session_id, p_artifact.name, p_artifact.kind,
    p_artifact.media_type, p_artifact.sha256, p_artifact.size, p_artifact.encoding, p_artifact.body, p_artifact.object_path, p_now
  )
  on conflict on constraint artifact_name_is_unique_in_its_attempt do nothing
  returning id into v_id;

  if v_id is null then
    select a.* into strict v_known from public.artifacts a
    where a.run_id = p_artifact.run_id and a.attempt = p_artifact.attempt and a.name = p_artifact.name;
    if v_known.sha256 <> p_artifact.sha256 then
      perform private.refuse('artifact_conflict', format('An artifact "%s" with other content is attached already.', v_known.name));
    end if;
    return v_known.id;
  end if;
  perform private.log_transition(p_artifact.run_id, p_artifact.attempt, 'artifact_attached', jsonb_build_object(
    'artifact_id', v_id, 'name', p_artifact.name, 'kind', p_artifact.kind, 'sha256', p_artifact.sha256, 'size', p_artifact.size
  ), p_now, p_artifact.step);
  return v_id;
end
$$;

-- Attaches a small artifact, with its content, to a live attempt.
create function private.put_artifact(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_key public.api_keys := private.require_worker_key(p_key_hash, p_now);
  v_lease private.leases := private.fence(v_key, p_input -> 'lease', p_now);
  v_artifact public.artifacts := jsonb_populate_record(null::public.artifacts, p_input);
  v_bytes bytea;
begin
  begin
    v_bytes := case v_artifact.encoding when 'utf8' then convert_to(v_artifact.body, 'UTF8') else decode(v_artifact.body, 'base64') end;
  exception when invalid_parameter_value then
    perform private.refuse('invalid_input', format('The content of "%s" is not base64.', v_artifact.name));
  end;
  perform private.check_artifact(v_lease, p_input);
  if octet_length(v_bytes) <> v_artifact.size or encode(sha256(v_bytes), 'hex') <> v_artifact.sha256 then
    perform private.refuse('invalid_input', format('The content of "%s" does not have the size and sha256 given.', v_artifact.name));
  end if;
  v_artifact.run_id := v_lease.run_id;
  v_artifact.attempt := v_lease.attempt;
  v_artifact.session_id := v_lease.session_id;
  return jsonb_build_object(
    'artifact_id', private.attach_artifact(v_artifact, p_now), 'directive', private.directive(v_lease.run_id)
  );
end
$$;

grant execute on function private.put_artifact(text, jsonb, timestamptz) to ops_executor;
