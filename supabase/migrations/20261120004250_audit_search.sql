-- Reading the audit log: every operator command's row, found among millions as runs are, and its export, which is a command itself.

-- contracts/audit.ts as conditions on the row r. An outcome is written as a literal, so that the index of refusals serves it.
create function private.audit_conditions(p_filter jsonb) returns text
language sql immutable set search_path = ''
return concat_ws(' and ',
  'true',
  case when p_filter ? 'actor_name' then 'r.actor_name = $1 ->> ''actor_name''' end,
  case when p_filter ? 'command' then 'r.command = $1 ->> ''command''' end,
  case
    when p_filter ->> 'outcome' = 'ok' then 'r.outcome = ''ok'''
    when p_filter ->> 'outcome' = 'refused' then 'r.outcome <> ''ok'''
    when p_filter ? 'outcome' then format('r.outcome <> ''ok'' and r.outcome = %L', p_filter ->> 'outcome')
  end,
  case when p_filter ? 'session_id' then 'r.session_id = ($1 ->> ''session_id'')::bigint' end,
  case when p_filter ? 'run_id' then 'r.run_id = ($1 ->> ''run_id'')::bigint' end,
  case when p_filter ? 'at_from' then 'r.at >= ($1 ->> ''at_from'')::timestamptz' end,
  case when p_filter ? 'at_to' then 'r.at < ($1 ->> ''at_to'')::timestamptz' end
);

-- Rows that the actor sees: those of its sessions; what belongs to no session, only admins and auditors (as the policy says).
create function private.search_audit(
  p_actor private.actor, p_filter jsonb, p_before bigint, p_limit integer, p_budget interval default '60 milliseconds'
) returns private.found_page
language plpgsql stable set search_path = '' as $$
declare
  v_scope record := private.scope_of(p_actor);
  v_to timestamptz := (p_filter ->> 'at_to')::timestamptz + interval '1 minute';
  -- The walk begins where the period ends.
  v_last bigint := (select r.id + 1 from public.audit_log r where r.at < v_to order by r.at desc, r.id desc limit 1);
  v_walk private.walk := row(
    'public.audit_log', 'at',
    concat_ws(' and ', private.audit_conditions(p_filter), case when v_scope.session_ids is not null then 'r.session_id = any ($5)' end),
    (p_filter ->> 'at_from')::timestamptz, 2048
  );
begin
  if v_to is not null and v_last is null then
    return row('{}'::bigint[], null::bigint);
  end if;
  return private.walk_back(v_walk, p_filter, v_scope.session_ids, null, least(p_before, v_last), p_limit, p_budget);
end
$$;

create function public.find_audit(filter jsonb, before bigint default null, max_rows integer default 50) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_page private.found_page := private.search_audit(private.reader(), filter, before, least(max_rows, 500));
begin
  return jsonb_build_object('ids', to_jsonb(v_page.ids), 'next_before', v_page.next_before);
end
$$;
comment on function public.find_audit(jsonb, bigint, integer) is 'Numbers of audit rows that meet a filter, newest first, and where to go on.';
grant execute on function public.find_audit(jsonb, bigint, integer) to authenticated;

-- An export is everything up to the newest row of this moment; its own row, which comes after, says who took it and of what.
insert into private.commands (name, function_name, kind, roles, scope) values
  ('audit.export', 'export_audit', 'operator', array['admin', 'operator', 'auditor'], null);

create function private.export_audit(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object('before', coalesce((select r.id + 1 from public.audit_log r order by r.id desc limit 1), 1));
