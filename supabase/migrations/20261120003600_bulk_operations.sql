-- Cancelling or retrying all runs that meet a filter: in bounded steps, each a transaction of its own, that whoever started it asks for, or
-- else the maintenance. Locks: the operation, then runs in the order of their numbers.

create table public.bulk_operations (
  id bigint generated always as identity primary key,
  action text not null,
  filter jsonb not null,
  session_id bigint references public.sessions (id),
  reason text,
  retry_from text,
  created_by text not null,
  created_by_name text not null,
  next_before bigint,
  total integer not null,
  total_complete boolean not null,
  done integer not null default 0,
  skipped integer not null default 0,
  failed integer not null default 0,
  status text not null default 'running',
  note text,
  created_at timestamptz not null,
  stepped_at timestamptz not null,
  finished_at timestamptz,
  constraint action_is_known check (action in ('cancel', 'retry')),
  constraint status_is_known check (status in ('running', 'done', 'stopped')),
  constraint a_running_one_has_no_end check ((status = 'running') = (finished_at is null)),
  constraint a_running_one_knows_where_it_is check (status <> 'running' or next_before is not null)
);
create index bulk_operations_session_id on public.bulk_operations (session_id, id desc);
create index bulk_operations_running on public.bulk_operations (stepped_at) where status = 'running';
comment on table public.bulk_operations is 'A cancel or retry of every run that met a filter when it was asked for, and how far it has come.';
comment on column public.bulk_operations.next_before is 'It goes on below this number, down from the newest run there was. Newer runs are none of its business.';
comment on column public.bulk_operations.total is 'How many runs met the filter when it was asked for, as far as they were counted.';
comment on column public.bulk_operations.total_complete is 'Whether all were counted; else there may be more, and nobody knows how many.';
comment on column public.bulk_operations.skipped is 'Runs that had gone on meanwhile, so that nothing was left to do.';
comment on column public.bulk_operations.failed is 'Runs that the command refused for another reason.';

alter table public.bulk_operations enable row level security;
grant select on public.bulk_operations to authenticated;
create index bulk_operations_running_of_somebody on public.bulk_operations (created_by) where status = 'running';
create policy "readers of a session see its bulk operations, admins and auditors all, everybody their own" on public.bulk_operations
  for select to authenticated using (
    case when session_id is null then (select private.has_role(array['admin', 'auditor'])) else private.can_read(session_id) end
    or (created_by = 'operator:' || (select auth.uid()) and (select private.has_role(array['admin', 'operator', 'auditor'])))
  );

insert into private.commands (name, function_name, kind, roles, scope) values
  ('bulk_operations.create', 'create_bulk_operation', 'operator', array['admin', 'operator'], 'runs.write'),
  ('bulk_operations.step', 'step_bulk_operation', 'operator', array['admin', 'operator'], 'runs.write'),
  ('bulk_operations.stop', 'stop_bulk_operation', 'operator', array['admin', 'operator'], 'runs.write');

-- contracts/bulk-operation.ts BulkOperation.
create function private.bulk_operation_json(p_operation public.bulk_operations) returns jsonb
language sql immutable set search_path = ''
return jsonb_build_object('bulk_operation', to_jsonb(p_operation));

-- Of runs that no such command could change none is looked at.
create function private.create_bulk_operation(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_filter jsonb := p_input -> 'filter';
  v_session_id bigint := (v_filter ->> 'session_id')::bigint;
  v_next_before bigint := coalesce((select max(r.id) + 1 from public.runs r), 1);
  v_count jsonb;
  v_operation public.bulk_operations;
begin
  if v_session_id is not null then
    perform private.require_session(p_actor, v_session_id, p_open => false);
  end if;
  if not v_filter ? 'status' then
    v_filter := v_filter || jsonb_build_object('status', case p_input ->> 'action'
      when 'cancel' then '["queued", "claimed", "running", "waiting"]'::jsonb else '["failed", "cancelled"]'::jsonb
    end);
  end if;
  v_count := private.count_found_runs(p_actor, v_filter, v_next_before);
  insert into public.bulk_operations (
    action, filter, session_id, reason, retry_from, created_by, created_by_name, next_before, total, total_complete, created_at, stepped_at
  )
  values (
    p_input ->> 'action', v_filter, v_session_id, p_input ->> 'reason', p_input ->> 'from', p_actor.id, p_actor.name,
    v_next_before, (v_count -> 'count')::integer, (v_count -> 'complete')::boolean, p_now, p_now
  )
  returning * into v_operation;
  return private.bulk_operation_json(v_operation);
end
$$;

-- An operation of the actor's own, or any for an admin; its row locked.
create function private.require_bulk_operation(p_actor private.actor, p_id bigint) returns public.bulk_operations
language plpgsql set search_path = '' as $$
declare
  v_operation public.bulk_operations;
begin
  select o.* into v_operation from public.bulk_operations o where o.id = p_id for no key update;
  if not found or (v_operation.created_by <> p_actor.id and p_actor.role is distinct from 'admin') then
    perform private.refuse('not_found', format('There is no bulk operation %s of yours.', p_id));
  end if;
  return v_operation;
end
$$;

-- Of one that has come to its end, the steps did not meet those any more that had gone on before.
create function private.end_bulk_operation(p_operation public.bulk_operations, p_status text, p_note text, p_now timestamptz)
returns public.bulk_operations
language plpgsql set search_path = '' as $$
begin
  update public.bulk_operations o
  set status = p_status, note = p_note, finished_at = p_now,
      skipped = greatest(o.skipped, case when p_status = 'done' and o.total_complete then o.total - o.done - o.failed end)
  where o.id = p_operation.id
  returning o.* into p_operation;
  insert into public.audit_log (at, actor, actor_name, command, request_id, input, outcome, message, session_id)
  values (
    p_now, p_operation.created_by, p_operation.created_by_name, 'bulk_operations.step', gen_random_uuid(),
    jsonb_build_object('bulk_operation_id', p_operation.id, 'action', p_operation.action, 'filter', p_operation.filter), 'ok',
    concat_ws(' ', format(
      'Bulk operation %s is %s: %s done, %s skipped, %s failed.', p_operation.id, p_status, p_operation.done, p_operation.skipped, p_operation.failed
    ), p_note),
    p_operation.session_id
  );
  return p_operation;
end
$$;

-- Does to one run what the operation asks. done, skipped (it has gone on meanwhile) or failed.
create function private.bulk_act(p_actor private.actor, p_operation public.bulk_operations, p_run_id bigint, p_now timestamptz) returns text
language plpgsql set search_path = '' as $$
declare
  v_input jsonb := jsonb_build_object(
    'run_id', p_run_id, 'reason', p_operation.reason, 'from', p_operation.retry_from, 'bulk_operation_id', p_operation.id
  );
  v_sqlstate text;
  v_code text;
begin
  if p_operation.action = 'cancel' then
    perform private.cancel_run(p_actor, v_input, p_now);
  else
    perform private.retry_run(p_actor, v_input, p_now);
  end if;
  return 'done';
exception when others then
  get stacked diagnostics v_sqlstate = returned_sqlstate, v_code = pg_exception_detail;
  if not private.comes_again(v_sqlstate) then
    raise;
  end if;
  return case when v_code in ('run_final', 'run_not_final', 'run_succeeded', 'not_found') then 'skipped' else 'failed' end;
end
$$;

-- Takes one step of a running operation, whose row the caller has locked, with its owner's rights of this moment. One whose filter cannot be
-- understood any more is stopped: the maintenance would meet it for ever.
create function private.advance_bulk_operation(p_operation public.bulk_operations, p_limit integer, p_now timestamptz) returns public.bulk_operations
language plpgsql set search_path = '' as $$
declare
  v_actor private.actor;
  v_page private.found_page;
  v_outcomes text[] := '{}';
  v_run_id bigint;
  v_sqlstate text;
  v_message text;
begin
  begin
    v_actor := private.actor_of(p_operation.created_by, p_now);
    perform private.authorize(v_actor, 'runs.' || p_operation.action, 'operator');
    v_page := private.search_runs(v_actor, p_operation.filter, p_operation.next_before, p_limit, interval '500 milliseconds');
  exception when others then
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
    if not private.comes_again(v_sqlstate) then
      raise;
    end if;
    return private.end_bulk_operation(p_operation, 'stopped', v_message, p_now);
  end;
  foreach v_run_id in array array(select n from unnest(v_page.ids) n order by n) loop
    v_outcomes := v_outcomes || private.bulk_act(v_actor, p_operation, v_run_id, p_now);
  end loop;
  update public.bulk_operations o
  set next_before = coalesce(v_page.next_before, o.next_before), stepped_at = p_now,
      done = o.done + (select count(*) from unnest(v_outcomes) n where n = 'done'),
      skipped = o.skipped + (select count(*) from unnest(v_outcomes) n where n = 'skipped'),
      failed = o.failed + (select count(*) from unnest(v_outcomes) n where n = 'failed')
  where o.id = p_operation.id
  returning o.* into p_operation;
  if v_page.next_before is null then
    p_operation := private.end_bulk_operation(p_operation, 'done', null, p_now);
  end if;
  return p_operation;
end
$$;

-- One step; of one that is over nothing is left to do.
create function private.step_bulk_operation(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_operation public.bulk_operations := private.require_bulk_operation(p_actor, (p_input ->> 'bulk_operation_id')::bigint);
begin
  if v_operation.status = 'running' then
    v_operation := private.advance_bulk_operation(v_operation, (p_input ->> 'limit')::integer, p_now);
  end if;
  return private.bulk_operation_json(v_operation);
end
$$;

-- What was done stays done.
create function private.stop_bulk_operation(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_operation public.bulk_operations := private.require_bulk_operation(p_actor, (p_input ->> 'bulk_operation_id')::bigint);
begin
  if v_operation.status = 'running' then
    v_operation := private.end_bulk_operation(v_operation, 'stopped', format('Stopped by %s.', p_actor.name), p_now);
  end if;
  return private.bulk_operation_json(v_operation);
end
$$;

-- Takes a step of the operation that its caller has left alone for longest, and returns of how many, 0 or 1. It stays left alone until its caller
-- steps it again: whoever calls this again at once goes on at once, each step in a transaction of its own, since a step locks runs upwards and the
-- next begins below.
create function private.step_idle_bulk_operation(p_now timestamptz) returns integer
language plpgsql set search_path = '' as $$
declare
  v_operation public.bulk_operations;
begin
  select o.* into v_operation from public.bulk_operations o
  where o.status = 'running' and o.stepped_at < p_now - interval '15 seconds'
  order by o.stepped_at limit 1
  for no key update skip locked;
  if not found then
    return 0;
  end if;
  begin
    perform private.advance_bulk_operation(v_operation, 100, p_now);
  exception when query_canceled then
    -- Its next runs are not found in the time that a call has, and all that is maintained behind it would wait for it again and again.
    perform private.end_bulk_operation(v_operation, 'stopped', 'A step of it took too long.', p_now);
  end;
  update public.bulk_operations o set stepped_at = v_operation.stepped_at where o.id = v_operation.id;
  return 1;
end
$$;
