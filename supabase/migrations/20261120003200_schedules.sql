-- Schedules make runs by the clock. ops-executor computes when (cron, time zones); the database decides that each occurrence happens once.

create table public.schedules (
  id bigint generated always as identity primary key,
  session_id bigint not null references public.sessions (id),
  lane_id bigint not null references public.lanes (id),
  template_id bigint not null references public.run_templates (id),
  name text not null,
  parameters jsonb not null,
  cron text not null,
  time_zone text not null,
  catch_up text not null,
  overlap text not null,
  revision integer not null default 1,
  owner text not null,
  owner_name text not null,
  next_at timestamptz,
  paused_at timestamptz,
  paused_by text,
  pause_note text,
  last_occurrence_at timestamptz,
  last_note text,
  last_run_id bigint,
  created_at timestamptz not null,
  deleted_at timestamptz,
  constraint name_is_short check (length(name) between 1 and 100),
  constraint parameters_are_an_object_of_64_kb_at_most check (jsonb_typeof(parameters) = 'object' and octet_length(parameters::text) <= 2 * 65536),
  constraint catch_up_is_known check (catch_up in ('skip', 'one', 'all')),
  constraint overlap_is_known check (overlap in ('queue', 'skip', 'cancel_previous')),
  constraint only_a_live_schedule_comes_next check ((next_at is null) = (paused_at is not null or deleted_at is not null)),
  constraint a_paused_schedule_says_who_and_why check ((paused_at is null) = (paused_by is null) and (paused_at is null) = (pause_note is null))
);
create unique index schedules_live_name on public.schedules (session_id, name) where deleted_at is null;
create index schedules_due on public.schedules (next_at) where next_at is not null;
create index schedules_lane_id on public.schedules (lane_id);
create index schedules_template_id on public.schedules (template_id);
create index schedules_session_id on public.schedules (session_id);
comment on table public.schedules is 'Runs by the clock: a template in a lane, whenever a cron is due in a time zone.';
comment on column public.schedules.owner is 'Whose rights it uses whenever it fires: who created, changed or resumed it last.';
comment on column public.schedules.revision is 'Goes up with every update, so that nobody replaces what they have not seen.';
comment on column public.schedules.last_run_id is 'The run it made last. No foreign key: the run points here.';
comment on column public.schedules.next_at is 'The occurrence that comes next; it is what a firing is fenced by.';

alter table public.runs add constraint a_run_knows_its_schedule foreign key (schedule_id) references public.schedules (id);

alter table public.schedules enable row level security;
grant select on public.schedules to authenticated;
create policy "readers of a session see its schedules" on public.schedules for select to authenticated using (private.can_read(session_id));

insert into private.commands (name, function_name, kind, roles, scope) values
  ('schedules.create', 'create_schedule', 'operator', array['admin', 'operator'], 'runs.write'),
  ('schedules.update', 'update_schedule', 'operator', array['admin', 'operator'], 'runs.write'),
  ('schedules.pause', 'pause_schedule', 'operator', array['admin', 'operator'], 'runs.write'),
  ('schedules.resume', 'resume_schedule', 'operator', array['admin', 'operator'], 'runs.write'),
  ('schedules.delete', 'delete_schedule', 'operator', array['admin', 'operator'], 'runs.write'),
  ('schedules.run_now', 'run_now_schedule', 'operator', array['admin', 'operator'], 'runs.write'),
  ('schedules.list', 'list_schedules', 'query', array['admin', 'operator', 'auditor'], 'runs.read'),
  ('schedules.preview', 'preview_schedule', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

-- contracts/schedule.ts Schedule.
create function private.schedule_json(p_schedule public.schedules) returns jsonb
language sql stable set search_path = ''
return (
  select (to_jsonb(p_schedule) - array['template_id', 'owner', 'deleted_at']) || jsonb_build_object(
    'lane', l.name, 'template', t.slug
  )
  from public.lanes l, public.run_templates t
  where l.id = (p_schedule).lane_id and t.id = (p_schedule).template_id
);

-- Ends every command that changes a schedule: tells the screens, and answers with it as it is now.
create function private.schedule_output(p_schedule_id bigint) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_schedule public.schedules;
begin
  select s.* into strict v_schedule from public.schedules s where s.id = p_schedule_id;
  perform realtime.send('{}'::jsonb, 'schedules_changed', 'runs', true);
  return jsonb_build_object('schedule', private.schedule_json(v_schedule));
end
$$;

-- A schedule the actor sees and whose lane it may use, its row locked. Schedules are locked before sessions and runs.
create function private.require_schedule(p_actor private.actor, p_schedule_id bigint) returns public.schedules
language plpgsql set search_path = '' as $$
declare
  v_schedule public.schedules;
begin
  select s.* into v_schedule from public.schedules s where s.id = p_schedule_id and s.deleted_at is null for no key update;
  if not found or not private.actor_sees(p_actor, v_schedule.session_id) or not private.actor_uses_lane(p_actor, v_schedule.lane_id) then
    perform private.refuse('not_found', format('There is no schedule %s that you can see.', p_schedule_id));
  end if;
  return v_schedule;
end
$$;

-- What ops-executor has to know before a schedule command: the moment by this clock, the template's newest version, the schedule's timing.
-- Null for callers who may know nothing. Permission is checked by the command itself.
create function private.resolve_schedule(p_credential jsonb, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_actor private.actor := private.authenticate(p_credential, p_now);
  v_schedule public.schedules;
  v_slug text := p_input ->> 'template';
  v_version public.run_template_versions;
begin
  if v_actor.api_key_id is null and v_actor.role is null then
    return null;
  end if;
  if p_input ? 'schedule_id' then
    select s.* into v_schedule from public.schedules s
    where s.id = (p_input ->> 'schedule_id')::bigint and s.deleted_at is null and private.actor_sees(v_actor, s.session_id);
    if not found then
      return null;
    end if;
    v_slug := coalesce(v_slug, (select t.slug from public.run_templates t where t.id = v_schedule.template_id));
  end if;
  if v_slug is not null then
    v_version := private.find_template_version(v_slug, null);
  end if;
  return jsonb_build_object(
    'now', p_now, 'version_id', v_version.id, 'parameter_schema', v_version.definition -> 'parameter_schema',
    'parameters', v_schedule.parameters, 'cron', v_schedule.cron, 'time_zone', v_schedule.time_zone
  );
end
$$;
grant execute on function private.resolve_schedule(jsonb, jsonb, timestamptz) to ops_executor;
