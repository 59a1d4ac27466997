insert into private.commands (name, function_name, kind, roles, scope) values
  ('retention.change', 'change_retention', 'operator', array['admin'], 'retention.write'),
  ('retention.get', 'get_retention', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

create function private.retention_json(p_retention public.retention) returns jsonb
language sql immutable set search_path = ''
return to_jsonb(p_retention) - 'only_row';

-- Changes the days that are given; null keeps for ever.
create function private.change_retention(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_retention public.retention;
begin
  if p_actor.session_ids <> '{}' or p_actor.lane_ids <> '{}' then
    perform private.refuse('forbidden', 'This API key is limited to its sessions or lanes and cannot change the retention of all.');
  end if;
  update public.retention t
  set keep_succeeded_days = case when p_input ? 'keep_succeeded_days' then (p_input ->> 'keep_succeeded_days')::integer else t.keep_succeeded_days end,
      keep_failed_days = case when p_input ? 'keep_failed_days' then (p_input ->> 'keep_failed_days')::integer else t.keep_failed_days end,
      changed_at = p_now, changed_by = p_actor.name
  returning t.* into strict v_retention;
  return private.retention_json(v_retention);
end
$$;

create function private.get_retention(p_actor private.actor, p_input jsonb) returns jsonb
language sql stable set search_path = ''
return (select private.retention_json(t) from public.retention t);
