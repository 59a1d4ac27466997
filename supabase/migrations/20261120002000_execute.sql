-- The one way for operator commands: idempotency, permission, the command, its audit row, in one transaction.

-- Which session and run a command is about, for its audit row; found in its result or else in its input.
create function private.audit_target(p_input jsonb, p_result jsonb, out session_id bigint, out run_id bigint)
language plpgsql stable set search_path = '' as $$
begin
  run_id := coalesce(
    (p_result #>> '{run,id}')::bigint,
    (p_input ->> 'run_id')::bigint,
    (select a.run_id from public.approvals a where a.id = (p_input ->> 'approval_id')::bigint)
  );
  session_id := coalesce(
    (p_result #>> '{run,session_id}')::bigint,
    (p_result #>> '{schedule,session_id}')::bigint,
    case when p_result ? 'lanes' then (p_result ->> 'id')::bigint end,
    (p_input ->> 'session_id')::bigint,
    (select r.session_id from public.runs r where r.id = run_id),
    (select l.session_id from public.lanes l where l.id = (p_input ->> 'lane_id')::bigint),
    (select c.session_id from public.schedules c where c.id = (p_input ->> 'schedule_id')::bigint)
  );
  session_id := (select s.id from public.sessions s where s.id = session_id);
end
$$;

-- An input as its audit row keeps it: whole, or where it is long its digest and size.
create function private.audited_input(p_command text, p_input jsonb) returns jsonb
language sql stable parallel safe
return case
  when octet_length((p_input - 'resolved')::text) <= 131072 then p_input - 'resolved'
  else jsonb_build_object(
    'sha256', encode(sha256(convert_to((p_input - 'resolved')::text, 'UTF8')), 'hex'), 'bytes', octet_length((p_input - 'resolved')::text)
  ) || case when p_command = 'runs.create_many' then jsonb_build_object('count', jsonb_array_length(p_input -> 'runs')) else '{}' end
end;

-- By what a request is told from another one with its id.
create function private.request_digest(p_command text, p_input jsonb) returns bytea
language sql stable parallel safe
return sha256(convert_to(p_command || (p_input - 'resolved')::text, 'UTF8'));

-- The lock of a request: it is held from before anything is done until its answer is remembered.
create function private.request_key(p_actor text, p_request_id uuid) returns bigint
language sql immutable parallel safe
return hashtextextended(p_actor, uuid_hash_extended(p_request_id, 0));

create function private.audit(
  p_actor private.actor, p_command text, p_request_id uuid, p_input jsonb, p_response jsonb, p_now timestamptz
) returns void
language plpgsql set search_path = '' as $$
declare
  v_target record := private.audit_target(p_input, p_response -> 'result');
begin
  insert into public.audit_log (at, actor, actor_name, command, request_id, input, outcome, message, session_id, run_id)
  values (
    p_now, p_actor.id, p_actor.name, p_command, p_request_id, private.audited_input(p_command, p_input),
    coalesce(p_response #>> '{error,code}', 'ok'), p_response #>> '{error,message}', v_target.session_id, v_target.run_id
  );
end
$$;

-- Executes an operator command and returns {"ok": true, "result"} or, for a refusal (committed with its audit row),
-- {"ok": false, "error": {"code", "message"}}. The same actor, request id and input again return the same answer and change nothing.
create function private.execute(p_command text, p_credential jsonb, p_request_id uuid, p_input jsonb, p_now timestamptz default now())
returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_actor private.actor := private.authenticate(p_credential, p_now);
  v_input_sha256 bytea := private.request_digest(p_command, p_input);
  v_known private.idempotency;
  v_command private.commands;
  v_result jsonb;
  v_response jsonb;
  v_sqlstate text;
  v_code text;
  v_message text;
begin
  -- A concurrent request with the same id waits here for the first one's commit.
  perform pg_advisory_xact_lock(private.request_key(v_actor.id, p_request_id));
  insert into private.idempotency (actor, request_id, command, input_sha256, created_at)
  values (v_actor.id, p_request_id, p_command, v_input_sha256, p_now)
  on conflict do nothing;
  if not found then
    select i.* into strict v_known from private.idempotency i where i.actor = v_actor.id and i.request_id = p_request_id;
    if v_known.input_sha256 = v_input_sha256 then
      return v_known.response;
    end if;
    v_response := private.error_response('idempotency_conflict', format('Request id %s was used for another %s request.', p_request_id, v_known.command));
    perform private.audit(v_actor, p_command, p_request_id, p_input, v_response, p_now);
    return v_response;
  end if;

  begin
    v_command := private.authorize(v_actor, p_command, 'operator');
    execute format('select private.%I($1, $2, $3)', v_command.function_name) into v_result using v_actor, p_input, p_now;
    v_response := jsonb_build_object('ok', true, 'result', v_result);
  exception when others then
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_code = pg_exception_detail, v_message = message_text;
    if v_sqlstate not like 'OC%' then
      raise;
    end if;
    v_response := private.error_response(v_code, v_message);
  end;

  update private.idempotency i set response = v_response where i.actor = v_actor.id and i.request_id = p_request_id;
  perform private.audit(v_actor, p_command, p_request_id, p_input, v_response, p_now);
  -- Last: it waits for nobody, while a command that waits for its run with swept runs locked is half of a deadlock.
  perform private.expire_leases(20, p_now);
  return v_response;
end
$$;

create function private.error_response(code text, message text) returns jsonb
language sql immutable set search_path = ''
return jsonb_build_object('ok', false, 'error', jsonb_build_object('code', code, 'message', message));

-- Answers a query command; refusals are raised. Changes nothing.
create function private.query(p_command text, p_credential jsonb, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_actor private.actor := private.authenticate(p_credential, p_now);
  v_command private.commands := private.authorize(v_actor, p_command, 'query');
  v_result jsonb;
begin
  execute format('select private.%I($1, $2)', v_command.function_name) into v_result using v_actor, p_input;
  return v_result;
end
$$;

grant execute on function private.execute(text, jsonb, uuid, jsonb, timestamptz), private.query(text, jsonb, jsonb, timestamptz) to ops_executor;
