-- What callers without a screen read: runs and their logs.

insert into private.commands (name, function_name, kind, roles, scope) values
  ('runs.get', 'get_run', 'query', array['admin', 'operator', 'auditor'], 'runs.read'),
  ('runs.list', 'list_runs', 'query', array['admin', 'operator', 'auditor'], 'runs.read'),
  ('events.list', 'list_events', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

create function private.get_run(p_actor private.actor, p_input jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_run public.runs;
begin
  select r.* into v_run from public.runs r where r.id = (p_input ->> 'run_id')::bigint;
  if not found or not private.actor_sees(p_actor, v_run.session_id) or not private.actor_uses_lane(p_actor, v_run.lane_id) then
    perform private.refuse('not_found', format('There is no run %s that you can see.', p_input ->> 'run_id'));
  end if;
  return private.run_output(v_run.id);
end
$$;

-- Newest first, by keyset.
create function private.list_runs(p_actor private.actor, p_input jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_page private.found_page := private.search_runs(
    p_actor, p_input, (p_input ->> 'before')::bigint, (p_input ->> 'limit')::integer
  );
begin
  return jsonb_build_object(
    'runs', to_jsonb(private.runs_as_json(array(select id from unnest(v_page.ids) id order by id desc))),
    'next_before', v_page.next_before
  );
end
$$;

create function private.event_json(p_event public.run_events) returns jsonb
language sql immutable set search_path = ''
return jsonb_build_object(
  'run_id', (p_event).run_id, 'seq', (p_event).seq, 'attempt', (p_event).attempt, 'step', (p_event).step, 'stream', (p_event).stream,
  'kind', (p_event).kind, 'body', (p_event).body, 'emitted_at', (p_event).emitted_at, 'recorded_at', (p_event).recorded_at,
  'hash', encode((p_event).hash, 'hex')
);

create function private.list_events(p_actor private.actor, p_input jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_run jsonb := private.get_run(p_actor, p_input) -> 'run';
begin
  return jsonb_build_object(
    'status', v_run -> 'status',
    'last_seq', v_run -> 'last_seq',
    'purged', (
      select jsonb_build_object('entries', p.entries, 'head', encode(p.head, 'hex'), 'purged_at', p.purged_at, 'purged_by', p.purged_by)
      from public.run_log_purges p where p.run_id = (p_input ->> 'run_id')::bigint order by p.entries desc limit 1
    ),
    'entries', (
      select coalesce(jsonb_agg(private.event_json(e) order by e.seq), '[]')
      from (
        select v.* from public.run_events v
        where v.run_id = (p_input ->> 'run_id')::bigint and v.seq > (p_input ->> 'after_seq')::bigint
        order by v.seq limit (p_input ->> 'limit')::integer
      ) e
    )
  );
end
$$;
