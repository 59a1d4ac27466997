-- Out of use, back, and gone for good; and the list that the screen of templates shows.

insert into private.commands (name, function_name, kind, roles, scope) values
  ('templates.archive', 'archive_template', 'operator', array['admin', 'operator'], 'templates.write'),
  ('templates.unarchive', 'unarchive_template', 'operator', array['admin', 'operator'], 'templates.write'),
  ('templates.delete', 'delete_template', 'operator', array['admin', 'operator'], 'templates.write'),
  ('templates.get', 'get_template', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

-- A template that the actor may change, its row locked; refuses not_found.
create function private.require_template(p_actor private.actor, p_slug text) returns public.run_templates
language plpgsql set search_path = '' as $$
declare
  v_template public.run_templates;
begin
  perform private.require_template_writer(p_actor);
  select t.* into v_template from public.run_templates t where t.slug = p_slug for update;
  if not found then
    perform private.refuse('not_found', format('There is no template %s.', p_slug));
  end if;
  return v_template;
end
$$;

-- Ends every command that changes a template: tells the screens, and answers with it as it is now.
create function private.template_output(p_template_id bigint) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform realtime.send('{}'::jsonb, 'templates_changed', 'runs', true);
  return (
    select jsonb_build_object('template', jsonb_build_object('slug', t.slug, 'archived_at', t.archived_at))
    from public.run_templates t where t.id = p_template_id
  );
end
$$;

-- Nobody starts it any more; its schedules pause themselves when they are next due. Runs that are queued or under way go on.
create function private.archive_template(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_template public.run_templates := private.require_template(p_actor, p_input ->> 'template');
begin
  update public.run_templates t set archived_at = p_now where t.id = v_template.id and t.archived_at is null;
  return private.template_output(v_template.id);
end
$$;

create function private.unarchive_template(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_template public.run_templates := private.require_template(p_actor, p_input ->> 'template');
begin
  update public.run_templates t set archived_at = null where t.id = v_template.id;
  return private.template_output(v_template.id);
end
$$;

-- What keeps a template from being deleted, in words; null: nothing. Says how many there are in all, and names those that the actor sees.
create function private.template_references(p_actor private.actor, p_template_id bigint) returns text
language sql stable set search_path = ''
begin atomic
  with runs as (
    select r.id, r.session_id from public.run_template_versions v join public.runs r on r.template_version_id = v.id
    where v.template_id = p_template_id
  ),
  schedules as (
    select c.id, c.name, c.session_id, c.deleted_at from public.schedules c
    where c.template_id = p_template_id
      and (c.deleted_at is null or exists (select from public.runs r where r.schedule_id = c.id))
  ),
  said as (
    select 1 as place, count(*) || case count(*) when 1 then ' run' else ' runs' end as what,
      (select string_agg(n.id::text, ', ' order by n.id desc)
       from (select r.id from runs r where private.actor_sees(p_actor, r.session_id) order by r.id desc limit 3) n) as names
    from runs having count(*) > 0
    union all
    select 2, count(*) || case count(*) when 1 then ' schedule' else ' schedules' end,
      string_agg(c.name || case when c.deleted_at is null then '' else ' (deleted)' end, ', ' order by c.id)
        filter (where private.actor_sees(p_actor, c.session_id))
    from schedules c having count(*) > 0
  )
  select string_agg(s.what || coalesce(' (' || s.names || ')', ''), ' and ' order by s.place) from said s;
end;

-- Deletes a template with its versions, as long as nothing names it.
create function private.delete_template(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_template public.run_templates := private.require_template(p_actor, p_input ->> 'template');
  v_references text := private.template_references(p_actor, v_template.id);
  v_output jsonb := private.template_output(v_template.id);
begin
  if v_references is not null then
    perform private.refuse('template_in_use', format('%s is used by %s.', v_template.slug, v_references));
  end if;
  -- Deleted schedules that never made a run tell nobody anything.
  delete from public.schedules c where c.template_id = v_template.id and c.deleted_at is not null;
  delete from public.run_templates t where t.id = v_template.id;
  return v_output;
exception when foreign_key_violation then
  -- A run or schedule that came between the look and the deletion.
  perform private.refuse('template_in_use', format('%s has just been used.', v_template.slug));
end
$$;

create function private.get_template(p_actor private.actor, p_input jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_result jsonb;
begin
  select jsonb_build_object(
    'slug', t.slug, 'archived_at', t.archived_at, 'version', v.version, 'definition', v.definition, 'source', v.source, 'note', v.note,
    'published_at', v.created_at, 'published_by', v.created_by_name
  ) into v_result
  from public.run_templates t join public.run_template_versions v on v.template_id = t.id
  where t.slug = p_input ->> 'template' and v.version = coalesce((p_input ->> 'version')::integer, v.version)
  order by v.version desc limit 1;
  if not found then
    perform private.refuse('not_found', format('There is no template %s%s.', p_input ->> 'template', ' version ' || (p_input ->> 'version')));
  end if;
  return jsonb_build_object('template', v_result);
end
$$;

-- The newest run of a template among those that meet the scope (null: all), sought among the newest 100 of each version, so that whoever sees
-- none of many does not wait for all of them to be passed over.
create function private.last_run_of(p_template_id bigint, p_session_ids bigint[]) returns bigint
language sql stable set search_path = ''
begin atomic
  select f.id
  from public.run_template_versions v
  cross join lateral (
    select c.id
    from (select r.id, r.session_id from public.runs r where r.template_version_id = v.id order by r.id desc limit 100) c
    where p_session_ids is null or c.session_id = any (p_session_ids)
    order by c.id desc limit 1
  ) f
  where v.template_id = p_template_id
  order by f.id desc limit 1;
end;

-- Whether every run of a template was looked at by private.last_run_of.
create function private.last_run_is_certain(p_template_id bigint) returns boolean
language sql stable set search_path = ''
return not exists (
  select from public.run_template_versions v
  where v.template_id = p_template_id and exists (select from public.runs r where r.template_version_id = v.id offset 100 limit 1)
);

-- Every template in its newest version, archived ones too, with the last run and the schedules that the reader sees. Null last_run with
-- last_run_certain false: none of the newest, perhaps an older one. The sessions are asked once, not for every run that is passed over.
create function public.template_overview() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_reader private.actor := private.reader();
  v_session_ids bigint[] := (private.scope_of(v_reader)).session_ids;
begin
  if v_reader.role is null then
    return '[]';
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'slug', t.slug, 'archived_at', t.archived_at, 'name', n.definition -> 'name', 'description', n.definition -> 'description',
      'confirm', n.definition -> 'confirm', 'steps', jsonb_array_length(n.definition -> 'steps'),
      'version', n.version, 'note', n.note, 'published_at', n.created_at, 'published_by', n.created_by_name,
      'last_run', (
        select jsonb_build_object(
          'id', r.id, 'status', r.status, 'cancel_requested_at', r.cancel_requested_at, 'created_at', r.created_at, 'finished_at', r.finished_at
        ) from public.runs r where r.id = l.run_id
      ),
      'last_run_certain', l.run_id is not null or private.last_run_is_certain(t.id), 'schedules', coalesce(s.names, '[]')
    ) order by lower(n.definition ->> 'name'), t.slug), '[]')
    from public.run_templates t
    cross join lateral (
      select v.* from public.run_template_versions v where v.template_id = t.id order by v.version desc limit 1
    ) n
    cross join lateral (select private.last_run_of(t.id, v_session_ids) as run_id) l
    left join lateral (
      select jsonb_agg(c.name order by c.id) as names from public.schedules c
      where c.template_id = t.id and c.deleted_at is null and (v_session_ids is null or c.session_id = any (v_session_ids))
    ) s on true
  );
end
$$;
comment on function public.template_overview() is 'What the list of templates shows its reader.';
grant execute on function public.template_overview() to authenticated;
