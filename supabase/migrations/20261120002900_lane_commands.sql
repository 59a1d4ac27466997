insert into private.commands (name, function_name, kind, roles, scope) values
  ('lanes.create', 'create_lane', 'operator', array['admin', 'operator'], 'lanes.write'),
  ('lanes.rename', 'rename_lane', 'operator', array['admin', 'operator'], 'lanes.write'),
  ('lanes.set_capacity', 'set_lane_capacity', 'operator', array['admin', 'operator'], 'lanes.write'),
  ('lanes.move', 'move_lane', 'operator', array['admin', 'operator'], 'lanes.write'),
  ('lanes.remove', 'remove_lane', 'operator', array['admin', 'operator'], 'lanes.write');

-- The session of a lane, its row locked before the lane's: its lanes' names and order change one command at a time, and not around an archive.
create function private.lock_session_of_lane(p_lane_id bigint) returns void
language sql volatile set search_path = ''
begin atomic
  select from public.sessions s where s.id = (select l.session_id from public.lanes l where l.id = p_lane_id) for no key update;
end;

create function private.refuse_taken_lane_name(p_session_id bigint, p_name text, p_except bigint) returns void
language plpgsql stable set search_path = '' as $$
begin
  if exists (select from public.lanes l where l.session_id = p_session_id and l.name = p_name and l.id is distinct from p_except) then
    perform private.refuse('name_taken', format('The session has a lane "%s" already.', p_name));
  end if;
end
$$;

create function private.create_lane(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_session public.sessions;
  v_lane public.lanes;
begin
  perform from public.sessions s where s.id = (p_input ->> 'session_id')::bigint for no key update;
  v_session := private.require_session(p_actor, (p_input ->> 'session_id')::bigint, p_open => true);
  if p_actor.lane_ids <> '{}' then
    perform private.refuse('forbidden', 'This API key is limited to its lanes and cannot add one.');
  end if;
  perform private.refuse_taken_lane_name(v_session.id, p_input ->> 'name', null);
  -- The limit stands in contracts/limits.ts, too.
  if (select count(*) from public.lanes l where l.session_id = v_session.id) >= 50 then
    perform private.refuse('limit_exceeded', 'A session has 50 lanes at most.');
  end if;
  insert into public.lanes (session_id, name, capacity, position)
  select v_session.id, p_input ->> 'name', (p_input ->> 'capacity')::integer, coalesce(max(l.position), 0) + 1
  from public.lanes l where l.session_id = v_session.id
  returning * into v_lane;
  perform private.send_session_hint(v_session.id);
  return private.lane_json(v_lane);
end
$$;

create function private.rename_lane(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_lane public.lanes;
begin
  perform private.lock_session_of_lane((p_input ->> 'lane_id')::bigint);
  v_lane := private.require_lane(p_actor, (p_input ->> 'lane_id')::bigint);
  perform private.refuse_taken_lane_name(v_lane.session_id, p_input ->> 'name', v_lane.id);
  update public.lanes l set name = p_input ->> 'name' where l.id = v_lane.id returning l.* into v_lane;
  perform private.send_session_hint(v_lane.session_id);
  return private.lane_json(v_lane);
end
$$;

-- What holds a slot keeps it, also above a lower capacity; a higher one wakes the workers.
create function private.set_lane_capacity(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_lane public.lanes := private.require_lane(p_actor, (p_input ->> 'lane_id')::bigint);
begin
  update public.lanes l set capacity = (p_input ->> 'capacity')::integer where l.id = v_lane.id returning l.* into v_lane;
  perform private.send_session_hint(v_lane.session_id);
  perform private.wake_workers(array[v_lane.id]);
  return private.lane_json(v_lane);
end
$$;

create function private.move_lane(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_lane public.lanes;
begin
  perform private.lock_session_of_lane((p_input ->> 'lane_id')::bigint);
  v_lane := private.require_lane(p_actor, (p_input ->> 'lane_id')::bigint);
  with others as (
    select l.id, row_number() over (order by l.position, l.id) as place
    from public.lanes l where l.session_id = v_lane.session_id and l.id <> v_lane.id
  ), places as (
    select o.id, o.place + (o.place >= (p_input ->> 'position')::integer)::integer as place from others o
    union all
    select v_lane.id, least((p_input ->> 'position')::integer, (select count(*) + 1 from others))
  )
  update public.lanes l set position = p.place from places p where l.id = p.id and l.position <> p.place;
  perform private.send_session_hint(v_lane.session_id);
  return (select private.session_json(s) from public.sessions s where s.id = v_lane.session_id);
end
$$;

-- A lane that had a run stays, because the run's history names it.
create function private.remove_lane(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_lane public.lanes;
  v_schedule text;
begin
  perform private.lock_session_of_lane((p_input ->> 'lane_id')::bigint);
  v_lane := private.require_lane(p_actor, (p_input ->> 'lane_id')::bigint);
  -- Waits for a run or a schedule that is being put into it; the looks for them are later statements.
  perform from public.lanes l where l.id = v_lane.id for update;
  select min(s.name) into v_schedule from public.schedules s where s.lane_id = v_lane.id and s.deleted_at is null;
  if exists (select from public.runs r where r.lane_id = v_lane.id) then
    perform private.refuse('lane_in_use', format('Lane "%s" has had runs.', v_lane.name));
  elsif v_schedule is not null then
    perform private.refuse('lane_in_use', format('The schedule "%s" starts its runs in lane "%s".', v_schedule, v_lane.name));
  elsif not exists (select from public.lanes l where l.session_id = v_lane.session_id and l.id <> v_lane.id) then
    perform private.refuse('lane_in_use', format('Lane "%s" is the last one of its session.', v_lane.name));
  end if;
  -- Deleted schedules stay for the runs they made, which say their lanes themselves.
  update public.schedules s set lane_id = (
    select l.id from public.lanes l where l.session_id = v_lane.session_id and l.id <> v_lane.id order by l.position limit 1
  ) where s.lane_id = v_lane.id;
  delete from public.lanes l where l.id = v_lane.id;
  perform private.send_session_hint(v_lane.session_id);
  return (select private.session_json(s) from public.sessions s where s.id = v_lane.session_id);
end
$$;
