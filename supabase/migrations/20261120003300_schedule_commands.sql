-- What people do with schedules. `resolved` is from ops-executor: {"next_at", "cron", "time_zone", "version_id", "parameters"} or {"refused"}.

-- What ops-executor found wrong becomes a refusal like any other: audited, and remembered by request id.
create function private.check_resolved(p_input jsonb) returns void
language plpgsql stable set search_path = '' as $$
begin
  if p_input #> '{resolved,refused}' is not null then
    perform private.refuse(p_input #>> '{resolved,refused,code}', p_input #>> '{resolved,refused,message}');
  end if;
end
$$;

-- What comes next, as ops-executor computed it before the schedule was locked. Where that was for other times than the schedule has by now, or
-- is over, the schedule is due at once: a firing computes anew, and makes nothing of what was before. In milliseconds, as ops-executor counts.
create function private.next_occurrence(p_cron text, p_time_zone text, p_resolved jsonb, p_now timestamptz) returns timestamptz
language sql stable set search_path = ''
return greatest(
  date_trunc('milliseconds', p_now),
  case when (p_cron, p_time_zone) = (p_resolved ->> 'cron', p_resolved ->> 'time_zone') then (p_resolved ->> 'next_at')::timestamptz end
);

create function private.create_schedule(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_session_id bigint := (p_input ->> 'session_id')::bigint;
  v_version public.run_template_versions;
  v_id bigint;
begin
  perform private.check_resolved(p_input);
  perform from public.sessions s where s.id = v_session_id for key share;
  perform private.require_session(p_actor, v_session_id, p_open => true);
  select v.* into strict v_version from public.run_template_versions v where v.id = (p_input #>> '{resolved,version_id}')::bigint;

  insert into public.schedules (
    session_id, lane_id, template_id, name, parameters, cron, time_zone, catch_up, overlap, owner, owner_name, next_at, created_at
  )
  values (
    v_session_id, private.choose_lane(p_actor, v_session_id, p_input ->> 'lane', v_version.definition ->> 'default_lane'),
    v_version.template_id, p_input ->> 'name', p_input -> 'parameters', p_input ->> 'cron', p_input ->> 'time_zone',
    p_input ->> 'catch_up', p_input ->> 'overlap', p_actor.id, p_actor.name, (p_input #>> '{resolved,next_at}')::timestamptz, p_now
  )
  on conflict (session_id, name) where deleted_at is null do nothing
  returning id into v_id;
  if v_id is null then
    perform private.refuse('name_taken', format('There is a schedule "%s" in this session already.', p_input ->> 'name'));
  end if;
  return private.schedule_output(v_id);
end
$$;

-- What is left out stays as it is. Whoever changes a schedule answers for it from now on. A paused one stays paused; one that goes on by the same
-- times still fires what is due. Refused where it was written on another revision than there is by now.
create function private.update_schedule(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_schedule public.schedules := private.require_schedule(p_actor, (p_input ->> 'schedule_id')::bigint);
  v_cron text := coalesce(p_input ->> 'cron', v_schedule.cron);
  v_time_zone text := coalesce(p_input ->> 'time_zone', v_schedule.time_zone);
begin
  if (p_input ->> 'base_revision')::integer <> v_schedule.revision then
    perform private.refuse('schedule_changed', format(
      'Schedule "%s" has been changed meanwhile and acts for %s: this was written on revision %s, it is at %s.',
      v_schedule.name, v_schedule.owner_name, p_input ->> 'base_revision', v_schedule.revision
    ));
  end if;
  perform private.check_resolved(p_input);
  perform private.require_session(p_actor, v_schedule.session_id, p_open => true);
  if exists (
    select from public.schedules s
    where s.session_id = v_schedule.session_id and s.name = p_input ->> 'name' and s.deleted_at is null and s.id <> v_schedule.id
  ) then
    perform private.refuse('name_taken', format('There is a schedule "%s" in this session already.', p_input ->> 'name'));
  end if;
  update public.schedules s
  set lane_id = case when p_input ? 'lane' then private.choose_lane(p_actor, s.session_id, p_input ->> 'lane', null) else s.lane_id end,
      template_id = case when p_input ? 'template' then (
        select v.template_id from public.run_template_versions v where v.id = (p_input #>> '{resolved,version_id}')::bigint
      ) else s.template_id end,
      name = coalesce(p_input ->> 'name', s.name), parameters = coalesce(p_input -> 'parameters', s.parameters),
      cron = v_cron, time_zone = v_time_zone,
      catch_up = coalesce(p_input ->> 'catch_up', s.catch_up), overlap = coalesce(p_input ->> 'overlap', s.overlap),
      owner = p_actor.id, owner_name = p_actor.name, revision = s.revision + 1,
      next_at = case
        when s.paused_at is null and (s.cron, s.time_zone) = (v_cron, v_time_zone) then s.next_at
        when s.paused_at is null then private.next_occurrence(v_cron, v_time_zone, p_input -> 'resolved', private.moment(p_now))
      end
  where s.id = v_schedule.id;
  return private.schedule_output(v_schedule.id);
end
$$;

-- Pausing a paused schedule replaces the note.
create function private.pause_schedule(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_schedule public.schedules := private.require_schedule(p_actor, (p_input ->> 'schedule_id')::bigint);
begin
  update public.schedules s
  set paused_at = coalesce(s.paused_at, p_now), paused_by = p_actor.name, pause_note = p_input ->> 'note', next_at = null
  where s.id = v_schedule.id;
  return private.schedule_output(v_schedule.id);
end
$$;

-- Goes on with the next occurrence; resuming one that goes on changes nothing.
create function private.resume_schedule(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_schedule public.schedules := private.require_schedule(p_actor, (p_input ->> 'schedule_id')::bigint);
begin
  perform private.check_resolved(p_input);
  perform private.require_session(p_actor, v_schedule.session_id, p_open => true);
  update public.schedules s
  set paused_at = null, paused_by = null, pause_note = null, owner = p_actor.id, owner_name = p_actor.name,
      next_at = private.next_occurrence(s.cron, s.time_zone, p_input -> 'resolved', private.moment(p_now))
  where s.id = v_schedule.id and s.paused_at is not null;
  return private.schedule_output(v_schedule.id);
end
$$;

create function private.delete_schedule(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_schedule public.schedules := private.require_schedule(p_actor, (p_input ->> 'schedule_id')::bigint);
begin
  update public.schedules s set deleted_at = p_now, next_at = null where s.id = v_schedule.id;
  return private.schedule_output(v_schedule.id);
end
$$;

-- The run that a schedule stands for, made in the name of p_actor.
create function private.create_scheduled_run(
  p_actor private.actor, p_schedule public.schedules, p_resolved jsonb, p_occurrence timestamptz, p_now timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_output jsonb;
begin
  select private.create_run(p_actor, jsonb_build_object(
    'session_id', p_schedule.session_id, 'lane', l.name, 'template', t.slug, 'title', p_schedule.name, 'parameters', p_schedule.parameters,
    'resolved', p_resolved || jsonb_build_object('schedule_id', p_schedule.id, 'scheduled_for', p_occurrence)
  ), p_now)
  into v_output
  from public.lanes l, public.run_templates t
  where l.id = p_schedule.lane_id and t.id = p_schedule.template_id;
  update public.schedules s set last_run_id = (v_output #>> '{run,id}')::bigint where s.id = p_schedule.id;
  return v_output;
end
$$;

create function private.run_now_schedule(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_schedule public.schedules := private.require_schedule(p_actor, (p_input ->> 'schedule_id')::bigint);
  v_output jsonb;
begin
  perform private.check_resolved(p_input);
  v_output := private.create_scheduled_run(p_actor, v_schedule, p_input -> 'resolved', null, p_now);
  perform private.schedule_output(v_schedule.id);
  return v_output;
end
$$;

-- By session, then name; 500 at most.
create function private.list_schedules(p_actor private.actor, p_input jsonb) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object('schedules', (
  select coalesce(jsonb_agg(private.schedule_json(s) order by s.session_id, s.name), '[]')
  from (
    select c.* from public.schedules c
    where c.deleted_at is null and (not p_input ? 'session_id' or c.session_id = (p_input ->> 'session_id')::bigint)
      and private.actor_sees(p_actor, c.session_id) and private.actor_uses_lane(p_actor, c.lane_id)
    order by c.session_id, c.name limit 500
  ) s
));

-- ops-executor has computed them; who may ask is decided here as for every query.
create function private.preview_schedule(p_actor private.actor, p_input jsonb) returns jsonb
language sql immutable set search_path = ''
return jsonb_build_object('occurrences', p_input #> '{resolved,occurrences}');
