-- Who sees a session, what it is called, and that it is open again. Locks: session.

insert into private.commands (name, function_name, kind, roles, scope) values
  ('sessions.rename', 'rename_session', 'operator', array['admin', 'operator'], 'sessions.write'),
  ('sessions.reopen', 'reopen_session', 'operator', array['admin', 'operator'], 'sessions.write'),
  ('sessions.set_visibility', 'set_session_visibility', 'operator', array['admin', 'operator'], 'sessions.write'),
  ('session_members.add', 'add_session_member', 'operator', array['admin', 'operator'], 'sessions.write'),
  ('session_members.remove', 'remove_session_member', 'operator', array['admin', 'operator'], 'sessions.write');

-- A session that the actor may change as a whole, its row locked.
create function private.require_whole_session(p_actor private.actor, p_session_id bigint, p_open boolean) returns public.sessions
language plpgsql set search_path = '' as $$
declare
  v_session public.sessions;
begin
  perform from public.sessions s where s.id = p_session_id for no key update;
  v_session := private.require_session(p_actor, p_session_id, p_open);
  if p_actor.lane_ids <> '{}' then
    perform private.refuse('forbidden', 'This API key is limited to its lanes and cannot change a whole session.');
  end if;
  return v_session;
end
$$;

create function private.rename_session(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_session public.sessions := private.require_whole_session(p_actor, (p_input ->> 'session_id')::bigint, p_open => true);
begin
  update public.sessions s set name = p_input ->> 'name' where s.id = v_session.id returning s.* into v_session;
  perform private.send_session_hint(v_session.id);
  return private.session_json(v_session);
exception when unique_violation then
  perform private.refuse('name_taken', format('There is an open session "%s" already.', p_input ->> 'name'));
end
$$;

-- Undoes an archiving. Reopening an open one is a no-op.
create function private.reopen_session(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_session public.sessions := private.require_whole_session(p_actor, (p_input ->> 'session_id')::bigint, p_open => false);
begin
  update public.sessions s set archived_at = null where s.id = v_session.id returning s.* into v_session;
  perform private.send_session_hint(v_session.id);
  return private.session_json(v_session);
exception when unique_violation then
  perform private.refuse('name_taken', format('There is an open session "%s" already; rename it first.', v_session.name));
end
$$;

-- Whoever keeps a session for members becomes one of them, and so does not shut themselves out.
create function private.set_session_visibility(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_session public.sessions := private.require_whole_session(p_actor, (p_input ->> 'session_id')::bigint, p_open => true);
begin
  update public.sessions s set visibility = p_input ->> 'visibility' where s.id = v_session.id returning s.* into v_session;
  if v_session.visibility = 'members' and p_actor.user_id is not null then
    insert into public.session_members (session_id, user_id, added_at) values (v_session.id, p_actor.user_id, p_now) on conflict do nothing;
  end if;
  perform private.send_session_hint(v_session.id);
  return private.session_json(v_session);
end
$$;

-- Members matter while the session is for members; the list is kept when it is not. Adding a member twice is a no-op.
create function private.add_session_member(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_session public.sessions := private.require_whole_session(p_actor, (p_input ->> 'session_id')::bigint, p_open => true);
  v_user_id uuid := (p_input ->> 'user_id')::uuid;
begin
  if not exists (select from public.operators o where o.user_id = v_user_id and o.disabled_at is null) then
    perform private.refuse('not_found', format('There is no active operator %s.', v_user_id));
  end if;
  insert into public.session_members (session_id, user_id, added_at) values (v_session.id, v_user_id, p_now) on conflict do nothing;
  perform private.send_session_hint(v_session.id);
  return private.session_members_output(v_session.id);
end
$$;

-- Removing somebody who is no member is a no-op. Admins and auditors see every session, members or not.
create function private.remove_session_member(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_session public.sessions := private.require_whole_session(p_actor, (p_input ->> 'session_id')::bigint, p_open => true);
begin
  delete from public.session_members m where m.session_id = v_session.id and m.user_id = (p_input ->> 'user_id')::uuid;
  perform private.send_session_hint(v_session.id);
  return private.session_members_output(v_session.id);
end
$$;

create function private.session_members_output(p_session_id bigint) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object('session_id', p_session_id, 'user_ids', (
  select coalesce(jsonb_agg(m.user_id order by m.added_at, m.user_id), '[]') from public.session_members m where m.session_id = p_session_id
));
