-- Who is an operator, and as what. Only people who are admins decide about people; there is always one of them.

insert into private.commands (name, function_name, kind, roles, scope) values
  ('operators.set_role', 'set_operator_role', 'operator', array['admin'], null),
  ('operators.deactivate', 'deactivate_operator', 'operator', array['admin'], null),
  ('operators.reactivate', 'reactivate_operator', 'operator', array['admin'], null);

-- An admin who stops being one must leave another. Whoever makes one less waits here for the others who do, and counts in a later
-- statement, whose snapshot is younger than what it waited for: two admins who end each other at once are one too many.
create function private.keep_an_admin() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('operators', 0));
  if not exists (select from public.operators o where o.role = 'admin' and o.disabled_at is null) then
    perform private.refuse('last_admin', format('%s is the last active admin.', old.display_name));
  end if;
  return null;
end
$$;
create trigger there_is_always_an_admin after update on public.operators for each row
  when (old.role = 'admin' and old.disabled_at is null and (new.role <> 'admin' or new.disabled_at is not null))
  execute function private.keep_an_admin();
-- Also against an account that is deleted in Auth, whose row here goes with it.
create trigger there_is_always_an_admin_left after delete on public.operators for each row
  when (old.role = 'admin' and old.disabled_at is null) execute function private.keep_an_admin();

-- The operator, locked. Decisions about people come one after another, and who has lost the role of an admin meanwhile decides nothing more.
create function private.require_operator(p_actor private.actor, p_user_id uuid) returns public.operators
language plpgsql set search_path = '' as $$
declare
  v_operator public.operators;
begin
  perform pg_advisory_xact_lock(hashtextextended('operators', 0));
  if not exists (
    select from public.operators o where o.user_id = p_actor.user_id and o.role = 'admin' and o.disabled_at is null
  ) then
    perform private.refuse('forbidden', 'You are no admin any more.');
  end if;
  select o.* into v_operator from public.operators o where o.user_id = p_user_id for no key update;
  if not found then
    perform private.refuse('not_found', format('There is no operator %s.', p_user_id));
  end if;
  return v_operator;
end
$$;

-- contracts/operator.ts Operator.
create function private.operator_output(p_operator public.operators) returns jsonb
language sql immutable set search_path = ''
return jsonb_build_object('operator', jsonb_build_object(
  'user_id', (p_operator).user_id, 'display_name', (p_operator).display_name, 'role', (p_operator).role,
  'disabled_at', (p_operator).disabled_at
));

-- The new role holds from the next request on. Giving somebody the role that they have is a no-op.
create function private.set_operator_role(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_operator public.operators := private.require_operator(p_actor, (p_input ->> 'user_id')::uuid);
begin
  update public.operators o set role = p_input ->> 'role' where o.user_id = v_operator.user_id returning o.* into v_operator;
  return private.operator_output(v_operator);
end
$$;

-- Who is deactivated sees and may do nothing from the next request on; what they started goes on, and their schedules pause when they are
-- due. Again is a no-op.
create function private.deactivate_operator(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_operator public.operators := private.require_operator(p_actor, (p_input ->> 'user_id')::uuid);
begin
  update public.operators o set disabled_at = coalesce(o.disabled_at, p_now) where o.user_id = v_operator.user_id returning o.* into v_operator;
  return private.operator_output(v_operator);
end
$$;

-- Gives back the role that they had.
create function private.reactivate_operator(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_operator public.operators := private.require_operator(p_actor, (p_input ->> 'user_id')::uuid);
begin
  update public.operators o set disabled_at = null where o.user_id = v_operator.user_id returning o.* into v_operator;
  return private.operator_output(v_operator);
end
$$;
