-- The fleet in an operator's hands. A worker's row is locked before anything else of its claims, so what happens here happens between them.

insert into private.commands (name, function_name, kind, roles, scope) values
  ('workers.drain', 'drain_worker', 'operator', array['admin', 'operator'], 'workers.write'),
  ('workers.undrain', 'undrain_worker', 'operator', array['admin', 'operator'], 'workers.write'),
  ('workers.remove', 'remove_worker', 'operator', array['admin', 'operator'], 'workers.write'),
  ('workers.list', 'list_workers', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

create function private.worker_json(p_worker public.workers) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object(
  'id', (p_worker).id, 'name', (p_worker).name, 'host', (p_worker).host, 'version', (p_worker).version, 'labels', (p_worker).labels,
  'slots', (p_worker).slots, 'held', (select count(*) from private.leases l where l.worker_id = (p_worker).id),
  'first_seen_at', (p_worker).first_seen_at, 'last_seen_at', (p_worker).last_seen_at,
  'drain_requested_at', (p_worker).drain_requested_at, 'drain_requested_by', (p_worker).drain_requested_by
);

-- A worker, its row locked. Workers belong to no session, so a key that is limited to some may not touch them.
create function private.require_worker(p_actor private.actor, p_worker_id uuid) returns public.workers
language plpgsql set search_path = '' as $$
declare
  v_worker public.workers;
begin
  if p_actor.session_ids <> '{}' or p_actor.lane_ids <> '{}' then
    perform private.refuse('forbidden', 'This API key is limited to its sessions or lanes and cannot manage workers.');
  end if;
  select w.* into v_worker from public.workers w where w.id = p_worker_id for update;
  if not found then
    perform private.refuse('not_found', format('There is no worker %s.', p_worker_id));
  end if;
  return v_worker;
end
$$;

-- Tells the screens at once, and the workers of this one's key, so that it learns of it by its next heartbeat or claim.
create function private.tell_of_worker(p_worker public.workers) returns void
language plpgsql set search_path = '' as $$
begin
  perform private.hint('workers', 'workers_changed', interval '0');
  perform private.hint(s.wake_topic, 'wake', interval '0') from private.api_key_secrets s where s.api_key_id = p_worker.api_key_id;
end
$$;

-- From its commit on the worker is given nothing more; what it holds it finishes. Asking again changes nothing.
create function private.drain_worker(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_worker public.workers := private.require_worker(p_actor, (p_input ->> 'worker_id')::uuid);
begin
  if v_worker.drain_requested_at is null then
    update public.workers w set drain_requested_at = p_now, drain_requested_by = p_actor.name
    where w.id = v_worker.id returning w.* into v_worker;
    perform private.tell_of_worker(v_worker);
  end if;
  return jsonb_build_object('worker', private.worker_json(v_worker));
end
$$;

create function private.undrain_worker(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_worker public.workers := private.require_worker(p_actor, (p_input ->> 'worker_id')::uuid);
begin
  if v_worker.drain_requested_at is not null then
    update public.workers w set drain_requested_at = null, drain_requested_by = null where w.id = v_worker.id returning w.* into v_worker;
    perform private.tell_of_worker(v_worker);
  end if;
  return jsonb_build_object('worker', private.worker_json(v_worker));
end
$$;

-- Forgets a worker that has been silent for a minute and holds no lease; its attempts keep its name. One that was merely cut off
-- registers anew with its next call.
create function private.remove_worker(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_worker public.workers := private.require_worker(p_actor, (p_input ->> 'worker_id')::uuid);
begin
  if v_worker.last_seen_at > p_now - interval '1 minute' then
    perform private.refuse('worker_in_use', format('Worker "%s" called less than a minute ago.', v_worker.name));
  elsif exists (select from private.leases l where l.worker_id = v_worker.id) then
    perform private.refuse('worker_in_use', format('Worker "%s" holds a run.', v_worker.name));
  end if;
  delete from public.workers w where w.id = v_worker.id;
  perform private.hint('workers', 'workers_changed', interval '0');
  return jsonb_build_object('worker', private.worker_json(v_worker));
end
$$;

create function private.list_workers(p_actor private.actor, p_input jsonb) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object('workers', (
  select coalesce(jsonb_agg(
    private.worker_json(w) || jsonb_build_object('run_ids', (
      select coalesce(jsonb_agg(l.run_id order by l.run_id), '[]')
      from private.leases l join public.runs r on r.id = l.run_id
      where l.worker_id = w.id and private.actor_sees(p_actor, l.session_id) and private.actor_uses_lane(p_actor, r.lane_id)
    )) order by w.last_seen_at desc
  ), '[]')
  from (select v.* from public.workers v order by v.last_seen_at desc limit 500) w
));

-- The same for the screen, whose reads carry a person's token; nothing for someone who merely signed up.
create function public.list_workers() returns jsonb
language sql stable security definer set search_path = ''
return case when private.has_role(array['admin', 'operator', 'auditor']) then private.list_workers(private.reader(), '{}')
  else jsonb_build_object('workers', '[]'::jsonb) end;
comment on function public.list_workers() is 'Workers, what each holds, and the numbers of those of its runs that the reader sees.';
grant execute on function public.list_workers() to authenticated;
