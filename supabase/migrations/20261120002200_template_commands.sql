insert into private.commands (name, function_name, kind, roles, scope) values
  ('templates.publish', 'publish_template', 'operator', array['admin', 'operator'], 'templates.write'),
  ('templates.list', 'list_templates', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

-- Templates are everybody's: a key that is limited to sessions or lanes changes none.
create function private.require_template_writer(p_actor private.actor) returns void
language plpgsql stable set search_path = '' as $$
begin
  if p_actor.session_ids <> '{}' or p_actor.lane_ids <> '{}' then
    perform private.refuse('forbidden', 'This API key is limited to its sessions or lanes; templates are everybody''s.');
  end if;
end
$$;

-- A new version of a template, unless its newest one says the same already, or with only_new any of them. A source that differs in its
-- comments alone makes one too, since that is what its author wants kept; a publisher without a source has none to keep.
create function private.publish_template(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_definition jsonb := p_input - array['source', 'note', 'base_version', 'only_new', 'resolved'];
  v_source text := p_input ->> 'source';
  v_base integer := (p_input ->> 'base_version')::integer;
  v_template_id bigint;
  v_newest public.run_template_versions;
  v_same public.run_template_versions;
begin
  perform private.require_template_writer(p_actor);
  if p_input #> '{resolved,refused}' is not null then
    perform private.refuse(p_input #>> '{resolved,refused,code}', p_input #>> '{resolved,refused,message}');
  end if;
  insert into public.run_templates (slug, created_at) values (p_input ->> 'slug', p_now) on conflict (slug) do nothing;
  select t.id into strict v_template_id from public.run_templates t where t.slug = p_input ->> 'slug' for update;
  select v.* into v_newest from public.run_template_versions v where v.template_id = v_template_id order by v.version desc limit 1;
  select v.* into v_same
  from public.run_template_versions v
  where v.template_id = v_template_id and v.definition = v_definition and (v_source is null or v_source is not distinct from v.source)
    and (v.version = v_newest.version or coalesce((p_input ->> 'only_new')::boolean, false))
  order by v.version desc limit 1;
  if v_same.id is null and v_base is not null and v_base <> coalesce(v_newest.version, 0) then
    perform private.refuse('template_changed', case
      when v_newest.version is null then format('There is no template %s any more.', p_input ->> 'slug')
      when v_base = 0 then format('There is a template %s already, in version %s.', p_input ->> 'slug', v_newest.version)
      else format('%s has published version %s of %s meanwhile; this was written on version %s.',
        v_newest.created_by_name, v_newest.version, p_input ->> 'slug', v_base)
    end);
  end if;
  if v_same.id is null then
    insert into public.run_template_versions (template_id, version, definition, source, note, created_by, created_by_name, created_at)
    values (
      v_template_id, coalesce(v_newest.version, 0) + 1, v_definition, v_source, p_input ->> 'note', p_actor.id, p_actor.name, p_now
    )
    returning * into v_newest;
    perform realtime.send('{}'::jsonb, 'templates_changed', 'runs', true);
  else
    v_newest := v_same;
  end if;
  return jsonb_build_object(
    'template_id', v_template_id, 'slug', p_input ->> 'slug', 'version_id', v_newest.id, 'version', v_newest.version,
    'created', v_same.id is null
  );
end
$$;

-- A version of a template by slug, the newest when p_version is null; refuses not_found.
create function private.find_template_version(p_slug text, p_version integer) returns public.run_template_versions
language plpgsql stable set search_path = '' as $$
declare
  v_version public.run_template_versions;
begin
  select v.* into v_version
  from public.run_templates t join public.run_template_versions v on v.template_id = t.id
  where t.slug = p_slug and t.archived_at is null and v.version = coalesce(p_version, v.version)
  order by v.version desc limit 1;
  if not found then
    perform private.refuse('not_found', format('There is no template %s%s.', p_slug, ' version ' || p_version));
  end if;
  return v_version;
end
$$;

-- The parameter schema that ops-executor checks parameters with before runs.create. Permission is checked by the command itself.
create function private.resolve_template(p_credential jsonb, p_slug text, p_version integer) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_actor private.actor := private.authenticate(p_credential, now());
  v_version public.run_template_versions;
begin
  if v_actor.api_key_id is null and v_actor.role is null then
    return null;
  end if;
  v_version := private.find_template_version(p_slug, p_version);
  return jsonb_build_object('version_id', v_version.id, 'parameter_schema', v_version.definition -> 'parameter_schema');
end
$$;
grant execute on function private.resolve_template(jsonb, text, integer) to ops_executor;

create function private.list_templates(p_actor private.actor, p_input jsonb) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object('templates', (
  select coalesce(jsonb_agg(jsonb_build_object(
    'slug', t.slug, 'name', v.definition -> 'name', 'description', v.definition -> 'description', 'version', v.version,
    'default_lane', v.definition -> 'default_lane', 'parameter_schema', v.definition -> 'parameter_schema'
  ) order by t.slug), '[]')
  from public.run_templates t
  cross join lateral (
    select n.* from public.run_template_versions n where n.template_id = t.id order by n.version desc limit 1
  ) v
  where t.archived_at is null
));
