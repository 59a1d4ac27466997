insert into private.commands (name, function_name, kind, roles, scope) values
  ('sessions.create', 'create_session', 'operator', array['admin', 'operator'], 'sessions.write'),
  ('sessions.archive', 'archive_session', 'operator', array['admin', 'operator'], 'sessions.write'),
  ('sessions.list', 'list_sessions', 'query', array['admin', 'operator', 'auditor'], 'runs.read'),
  ('lanes.pause', 'pause_lane', 'operator', array['admin', 'operator'], 'lanes.write'),
  ('lanes.resume', 'resume_lane', 'operator', array['admin', 'operator'], 'lanes.write');

create function private.lane_json(p_lane public.lanes) returns jsonb
language sql immutable set search_path = ''
return jsonb_build_object(
  'id', (p_lane).id, 'name', (p_lane).name, 'capacity', (p_lane).capacity, 'paused_at', (p_lane).paused_at, 'pause_note', (p_lane).pause_note
);

create function private.session_json(p_session public.sessions) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object(
  'id', (p_session).id,
  'name', (p_session).name,
  'visibility', (p_session).visibility,
  'archived_at', (p_session).archived_at,
  'lanes', (select coalesce(jsonb_agg(private.lane_json(l) order by l.position), '[]') from public.lanes l where l.session_id = (p_session).id)
);

-- A session with its lanes. Whoever creates a session for members is its first member.
create function private.create_session(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_session public.sessions;
begin
  if p_actor.session_ids <> '{}' or p_actor.lane_ids <> '{}' then
    perform private.refuse('forbidden', 'This API key is limited to its sessions or lanes and cannot create a session.');
  end if;
  insert into public.sessions (name, visibility, created_by, created_at)
  values (p_input ->> 'name', p_input ->> 'visibility', p_actor.id, p_now)
  on conflict (name) where archived_at is null do nothing
  returning * into v_session;
  if v_session.id is null then
    perform private.refuse('name_taken', format('There is an open session "%s" already.', p_input ->> 'name'));
  end if;
  if p_actor.user_id is not null then
    insert into public.session_members (session_id, user_id, added_at) values (v_session.id, p_actor.user_id, p_now);
  end if;
  if (select count(distinct e ->> 'name') <> count(*) from jsonb_array_elements(p_input -> 'lanes') e) then
    perform private.refuse('invalid_input', 'Two lanes of a session cannot have the same name.');
  end if;
  insert into public.lanes (session_id, name, position, capacity)
  select v_session.id, e.lane ->> 'name', e.n, (e.lane ->> 'capacity')::integer
  from jsonb_array_elements(p_input -> 'lanes') with ordinality as e (lane, n);
  return private.session_json(v_session);
end
$$;

-- Archives a session whose runs are all final; refuses run_not_final. Archiving an archived one is a no-op.
create function private.archive_session(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_session public.sessions := private.require_session(p_actor, (p_input ->> 'session_id')::bigint, p_open => false);
  v_open_run bigint;
begin
  if p_actor.lane_ids <> '{}' then
    perform private.refuse('forbidden', 'This API key is limited to its lanes and cannot archive a whole session.');
  end if;
  -- Against a run created at this moment: create_run holds the session's row in share mode.
  perform from public.sessions s where s.id = v_session.id for update;
  -- Ordered, so that it walks the session's runs and not the whole table.
  select r.id into v_open_run from public.runs r
  where r.session_id = v_session.id and r.finished_at is null order by r.id desc limit 1;
  if v_open_run is not null then
    perform private.refuse('run_not_final', format('Run %s of session "%s" is not over yet.', v_open_run, v_session.name));
  end if;
  update public.sessions s set archived_at = coalesce(s.archived_at, p_now) where s.id = v_session.id returning s.* into v_session;
  return private.session_json(v_session);
end
$$;

create function private.list_sessions(p_actor private.actor, p_input jsonb) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object('sessions', (
  select coalesce(jsonb_agg(private.session_json(s) order by s.id), '[]')
  from public.sessions s
  where (s.archived_at is not null) = (p_input ->> 'archived')::boolean and private.actor_sees(p_actor, s.id)
));

-- Nothing is claimed in a paused lane; what runs goes on. Pausing a paused lane replaces the note.
create function private.pause_lane(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_lane public.lanes := private.require_lane(p_actor, (p_input ->> 'lane_id')::bigint);
begin
  update public.lanes l
  set paused_at = coalesce(l.paused_at, p_now), paused_by = p_actor.name, pause_note = p_input ->> 'note'
  where l.id = v_lane.id returning l.* into v_lane;
  perform private.send_session_hint(v_lane.session_id);
  return private.lane_json(v_lane);
end
$$;

create function private.resume_lane(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_lane public.lanes := private.require_lane(p_actor, (p_input ->> 'lane_id')::bigint);
begin
  update public.lanes l set paused_at = null, paused_by = null, pause_note = null where l.id = v_lane.id returning l.* into v_lane;
  perform private.send_session_hint(v_lane.session_id);
  perform private.wake_workers(array[v_lane.id]);
  return private.lane_json(v_lane);
end
$$;

-- Tells a session's readers that something beside its runs changed.
create function private.send_session_hint(p_session_id bigint) returns void
language plpgsql set search_path = '' as $$
begin
  perform realtime.send('{}'::jsonb, 'session_changed', 'session:' || p_session_id, true);
end
$$;
