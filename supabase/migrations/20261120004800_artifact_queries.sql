-- Artifacts for those who hold an API key, or do not know their number.

insert into private.commands (name, function_name, kind, roles, scope) values
  ('artifacts.list', 'list_artifacts', 'query', array['admin', 'operator', 'auditor'], 'runs.read'),
  ('artifacts.read', 'read_artifact', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

-- contracts/artifact.ts Artifact.
create function private.artifact_json(p_artifact public.artifacts) returns jsonb
language sql immutable set search_path = ''
return to_jsonb(p_artifact) - array['session_id', 'encoding', 'body', 'object_path'];

create function private.list_artifacts(p_actor private.actor, p_input jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_run_id bigint := (private.get_run(p_actor, p_input) #>> '{run,id}')::bigint;
begin
  return jsonb_build_object('artifacts', (
    select coalesce(jsonb_agg(private.artifact_json(a) order by a.id), '[]')
    from (select n.* from public.artifacts n where n.run_id = v_run_id order by n.id desc limit 1000) a
  ));
end
$$;

-- Its content, or the path of the object that holds it, which ops-executor turns into an address.
create function private.read_artifact(p_actor private.actor, p_input jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_artifact public.artifacts;
  v_lane_id bigint;
begin
  select a.* into v_artifact from public.artifacts a where a.id = (p_input ->> 'artifact_id')::bigint;
  select r.lane_id into v_lane_id from public.runs r where r.id = v_artifact.run_id;
  if v_lane_id is null or not private.actor_sees(p_actor, v_artifact.session_id) or not private.actor_uses_lane(p_actor, v_lane_id) then
    perform private.refuse('not_found', format('There is no artifact %s that you can see.', p_input ->> 'artifact_id'));
  end if;
  return jsonb_build_object('artifact', private.artifact_json(v_artifact), 'content', case
    when v_artifact.object_path is null
      then jsonb_build_object('where', 'here', 'encoding', v_artifact.encoding, 'body', v_artifact.body)
    else jsonb_build_object('where', 'storage', 'object_path', v_artifact.object_path)
  end);
end
$$;
