insert into private.commands (name, function_name, kind, roles, scope) values
  ('templates.publish', 'publish_template', 'operator', array['admin', 'operator'], 'templates.write'),
  ('templates.list', 'list_templates', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

-- A new version of a template, unless its newest one says the same already.
create function private.publish_template(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_template_id bigint;
  v_newest public.run_template_versions;
  v_created boolean := false;
begin
  if p_actor.session_ids <> '{}' or p_actor.lane_ids <> '{}' then
    perform private.refuse('forbidden', 'This API key is limited to its sessions or lanes; templates are everybody''s.');
  end if;
  insert into public.run_templates (slug, created_at) values (p_input ->> 'slug', p_now) on conflict (slug) do nothing;
  select t.id into strict v_template_id from public.run_templates t where t.slug = p_input ->> 'slug' for update;
  select v.* into v_newest from public.run_template_versions v where v.template_id = v_template_id order by v.version desc limit 1;
  if v_newest.definition is distinct from p_input then
    insert into public.run_template_versions (template_id, version, definition, created_by, created_at)
    values (v_template_id, coalesce(v_newest.version, 0) + 1, p_input, p_actor.id, p_now)
    returning * into v_newest;
    v_created := true;
  end if;
  return jsonb_build_object(
    'template_id', v_template_id, 'slug', p_input ->> 'slug', 'version_id', v_newest.id, 'version', v_newest.version, 'created', v_created
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
