-- Firing. A worker's call lists what is due, ops-executor says which occurrences that means and what comes next, and this is done here:
-- fenced by the occurrence that was expected, under the schedule's lock, so each happens once however many call.

-- A few schedules that are due, by the moment, with what their firing takes.
create function private.due_schedules(p_key_hash text, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_worker_key(p_key_hash, p_now);
  return jsonb_build_object('now', p_now, 'schedules', (
    select coalesce(jsonb_agg(jsonb_build_object(
      'schedule_id', s.id, 'next_at', s.next_at, 'cron', s.cron, 'time_zone', s.time_zone, 'catch_up', s.catch_up,
      'parameters', s.parameters, 'version_id', v.id, 'parameter_schema', v.definition -> 'parameter_schema'
    ) order by s.next_at, s.id), '[]')
    from (select d.* from public.schedules d where d.next_at <= p_now order by d.next_at, d.id limit 10) s
    left join lateral (
      select n.id, n.definition
      from public.run_templates t join public.run_template_versions n on n.template_id = t.id
      where t.id = s.template_id and t.archived_at is null
      order by n.version desc limit 1
    ) v on true
  ));
end
$$;

-- The schedule's owner as an actor with the rights of this moment; refuses unauthenticated and forbidden when they do not start runs any more.
create function private.owner_of(p_schedule public.schedules, p_now timestamptz) returns private.actor
language plpgsql set search_path = '' as $$
declare
  v_actor private.actor := private.actor_of(p_schedule.owner, p_now);
begin
  perform private.authorize(v_actor, 'runs.create', 'operator');
  v_actor.id := 'schedule:' || p_schedule.id;
  v_actor.name := 'schedule:' || p_schedule.name;
  return v_actor;
end
$$;

-- Asks to cancel the oldest of a schedule's runs where more are open than one firing may see to. Returns whether it did.
create function private.cancel_backlog(p_actor private.actor, p_schedule public.schedules, p_most integer, p_now timestamptz) returns boolean
language plpgsql set search_path = '' as $$
declare
  v_open bigint[] := array(
    select r.id from public.runs r
    where r.schedule_id = p_schedule.id and r.finished_at is null and r.cancel_requested_at is null order by r.id limit p_most + 1
  );
begin
  if cardinality(v_open) <= p_most then
    return false;
  end if;
  perform private.cancel_previous(p_actor, v_open[:p_most], p_now);
  return true;
end
$$;

create function private.cancel_previous(p_actor private.actor, p_run_ids bigint[], p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
declare
  v_run_id bigint;
begin
  foreach v_run_id in array p_run_ids loop
    -- One that has ended since is left alone.
    perform r.id from public.runs r where r.id = v_run_id and r.finished_at is null for no key update;
    continue when not found;
    perform private.cancel_run(
      p_actor, jsonb_build_object('run_id', v_run_id, 'reason', 'The next occurrence of its schedule is due.'), p_now
    );
  end loop;
end
$$;

-- Makes the run of one occurrence as the overlap policy has it. Says what else is to be known about it, or null.
create function private.fire_occurrence(
  p_actor private.actor, p_schedule public.schedules, p_resolved jsonb, p_occurrence timestamptz, p_now timestamptz
) returns text
language plpgsql set search_path = '' as $$
declare
  v_open bigint[] := array(
    select r.id from public.runs r where r.schedule_id = p_schedule.id and r.finished_at is null order by r.id
  );
begin
  if cardinality(v_open) > 0 and p_schedule.overlap = 'skip' then
    return format('skipped: run %s was still going', v_open[cardinality(v_open)]);
  elsif p_schedule.overlap = 'cancel_previous' then
    perform private.cancel_previous(p_actor, v_open, p_now);
  end if;
  perform private.create_scheduled_run(p_actor, p_schedule, p_resolved, p_occurrence, p_now);
  return case when cardinality(v_open) > 0 and p_schedule.overlap = 'cancel_previous'
    then format('asked to cancel run %s', array_to_string(v_open, ', ')) end;
end
$$;

-- A schedule that cannot make its run pauses itself and says why, instead of trying for ever; on record like a person's pause.
create function private.pause_failed_schedule(p_schedule public.schedules, p_why text, p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  update public.schedules s
  set paused_at = p_now, paused_by = 'system', pause_note = left('It could not make its run: ' || p_why, 500), next_at = null
  where s.id = p_schedule.id;
  insert into public.audit_log (at, actor, actor_name, command, request_id, input, outcome, message, session_id)
  values (
    p_now, 'system', 'system', 'schedules.pause', gen_random_uuid(), jsonb_build_object('schedule_id', p_schedule.id), 'ok', p_why,
    p_schedule.session_id
  );
end
$$;

-- Fires one schedule: makes the runs of `occurrences` and moves on to `next_at`. Returns how many runs it made; null when the occurrence
-- that was expected is not the one that comes next any more, or somebody is at it.
create function private.fire_schedule(p_due jsonb, p_now timestamptz) returns integer
language plpgsql set search_path = '' as $$
declare
  v_expected timestamptz := (p_due ->> 'expected')::timestamptz;
  v_next_at timestamptz := (p_due ->> 'next_at')::timestamptz;
  v_occurrences timestamptz[] := array(select o::timestamptz from jsonb_array_elements_text(p_due -> 'occurrences') o order by 1);
  v_schedule public.schedules;
  v_actor private.actor;
  v_occurrence timestamptz;
  v_note text := p_due ->> 'note';
  v_before bigint;
  v_made integer;
  v_sqlstate text;
  v_message text;
begin
  select s.* into v_schedule from public.schedules s
  where s.id = (p_due ->> 'schedule_id')::bigint and s.next_at = v_expected and s.next_at <= p_now
  for no key update skip locked;
  if not found then
    return null;
  end if;
  begin
    perform private.check_resolved(p_due);
    if v_next_at <= p_now or exists (select from unnest(v_occurrences) o where o < v_expected or o > p_now) then
      return null; -- computed for another moment
    end if;
    v_actor := private.owner_of(v_schedule, p_now);
    -- Thousands may have queued up in a paused lane, under another policy: more than a call has the time for. It stays due until all are seen to.
    if v_schedule.overlap = 'cancel_previous' and private.cancel_backlog(v_actor, v_schedule, 200, p_now) then
      return 0;
    end if;
    select count(*) into v_before from public.runs r where r.schedule_id = v_schedule.id and r.scheduled_for = any (v_occurrences);
    foreach v_occurrence in array v_occurrences loop
      continue when exists (select from public.runs r where r.schedule_id = v_schedule.id and r.scheduled_for = v_occurrence);
      v_note := concat_ws('; ', v_note, private.fire_occurrence(v_actor, v_schedule, p_due -> 'resolved', v_occurrence, p_now));
    end loop;
    select count(*) - v_before into v_made
    from public.runs r where r.schedule_id = v_schedule.id and r.scheduled_for = any (v_occurrences);
    update public.schedules s
    set next_at = v_next_at, last_occurrence_at = coalesce(v_occurrences[cardinality(v_occurrences)], s.last_occurrence_at),
        last_note = left(nullif(v_note, ''), 1000)
    where s.id = v_schedule.id;
  exception when others then
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
    if not private.comes_again(v_sqlstate) then
      raise;
    end if;
    perform private.pause_failed_schedule(v_schedule, v_message, p_now);
    v_made := 0;
  end;
  perform realtime.send('{}'::jsonb, 'schedules_changed', 'runs', true);
  return v_made;
end
$$;

-- `due`: what ops-executor made of due_schedules. `more`: call again. A call ends with the first schedule that may have cancelled something: it has
-- locked leases, upwards, and the next schedule's runs may be lower ones.
create function private.fire_due_schedules(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_due jsonb;
  v_made integer;
  v_runs integer := 0;
  v_fired integer := 0;
begin
  perform private.require_worker_key(p_key_hash, p_now);
  for v_due in select d from jsonb_array_elements(p_input -> 'due') d loop
    v_made := private.fire_schedule(v_due, p_now);
    v_fired := v_fired + (v_made is not null)::integer;
    v_runs := v_runs + coalesce(v_made, 0);
    exit when v_made is not null and exists (
      select from public.schedules s where s.id = (v_due ->> 'schedule_id')::bigint and s.overlap = 'cancel_previous'
    );
  end loop;
  return jsonb_build_object(
    'runs', v_runs, 'more', v_fired > 0 and exists (select from public.schedules s where s.next_at <= p_now)
  );
end
$$;
grant execute on function private.due_schedules(text, timestamptz), private.fire_due_schedules(text, jsonb, timestamptz) to ops_executor;
