-- Who calls, and what they may do.

create type private.actor as (
  id text, name text, role text, user_id uuid, api_key_id bigint, scopes text[], session_ids bigint[], lane_ids bigint[]
);
comment on type private.actor is 'A caller: operator:<uuid>, api_key:<id> or system. role is null for someone who merely signed up.';

-- The live API key with this hash; refuses unauthenticated. last_used_at is written once a minute at most.
create function private.find_api_key(p_key_hash text, p_now timestamptz) returns public.api_keys
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan set enable_bitmapscan = off as $$
declare
  v_key public.api_keys;
begin
  select k.* into v_key
  from private.api_key_secrets s join public.api_keys k on k.id = s.api_key_id
  where s.key_sha256 = p_key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now);
  if not found then
    perform private.refuse('unauthenticated', 'This API key does not exist, has been revoked or has expired.');
  end if;
  if v_key.last_used_at is null or v_key.last_used_at < p_now - interval '1 minute' then
    update public.api_keys k set last_used_at = p_now
    where k.id in (select l.id from public.api_keys l where l.id = v_key.id for no key update skip locked);
  end if;
  return v_key;
end
$$;

-- p_credential: {"user_id": uuid} with a verified token behind it, or {"key_hash": hex}.
create function private.authenticate(p_credential jsonb, p_now timestamptz) returns private.actor
language plpgsql set search_path = '' as $$
declare
  v_actor private.actor;
  v_key public.api_keys;
begin
  if p_credential ? 'key_hash' then
    v_key := private.find_api_key(p_credential ->> 'key_hash', p_now);
    v_actor.id := 'api_key:' || v_key.id;
    v_actor.name := v_key.name;
    v_actor.api_key_id := v_key.id;
    v_actor.scopes := v_key.scopes;
    v_actor.session_ids := v_key.session_ids;
    v_actor.lane_ids := v_key.lane_ids;
  else
    v_actor.user_id := (p_credential ->> 'user_id')::uuid;
    if v_actor.user_id is null then
      perform private.refuse('unauthenticated', 'The request carries no credential.');
    end if;
    v_actor.id := 'operator:' || v_actor.user_id;
    select o.display_name, o.role into v_actor.name, v_actor.role
    from public.operators o where o.user_id = v_actor.user_id and o.disabled_at is null;
    v_actor.name := coalesce(v_actor.name, 'not an operator');
  end if;
  return v_actor;
end
$$;

-- The actor of this id with the rights of this moment; refuses unauthenticated.
create function private.actor_of(p_id text, p_now timestamptz) returns private.actor
language sql volatile set search_path = ''
return private.authenticate(case split_part(p_id, ':', 1)
  when 'api_key' then jsonb_build_object('key_hash', coalesce(
    (select s.key_sha256 from private.api_key_secrets s where s.api_key_id = split_part(p_id, ':', 2)::bigint), ''
  ))
  else jsonb_build_object('user_id', split_part(p_id, ':', 2))
end, p_now);

create table private.commands (
  name text primary key,
  function_name text not null,
  kind text not null,
  roles text[] not null,
  scope text,
  constraint kind_is_known check (kind in ('operator', 'query'))
);
comment on table private.commands is 'Commands that pass through execute or query, and who may use them; contracts/commands.ts says the same.';
comment on column private.commands.roles is 'anyone: every signed-in person, operator or not; the function itself decides.';
comment on column private.commands.scope is 'Null: not for API keys.';
alter table private.commands enable row level security;

-- The command, if the actor may use it; refuses not_found and forbidden.
create function private.authorize(p_actor private.actor, p_command text, p_kind text) returns private.commands
language plpgsql stable set search_path = '' as $$
declare
  v_command private.commands;
begin
  select c.* into v_command from private.commands c where c.name = p_command and c.kind = p_kind;
  if not found then
    perform private.refuse('not_found', format('There is no command %s.', p_command));
  elsif p_actor.api_key_id is not null then
    if v_command.scope is null then
      perform private.refuse('forbidden', format('%s is for signed-in people, not for API keys.', p_command));
    elsif not v_command.scope = any (p_actor.scopes) then
      perform private.refuse('forbidden', format('%s needs the scope %s, which this API key does not have.', p_command, v_command.scope));
    end if;
  elsif 'anyone' = any (v_command.roles) then
    return v_command;
  elsif p_actor.role is null then
    perform private.refuse('forbidden', 'You are signed in but not an operator yet; an admin has to invite you.');
  elsif not p_actor.role = any (v_command.roles) then
    perform private.refuse('forbidden', format('This needs the role %s; yours is %s (%s).', array_to_string(v_command.roles, ' or '), p_actor.role, p_command));
  end if;
  return v_command;
end
$$;

-- Both without a SET clause, so that the planner inlines them.
create function private.actor_sees(p_actor private.actor, p_session_id bigint) returns boolean
language sql stable
return case
  when (p_actor).api_key_id is null then private.operator_sees((p_actor).user_id, p_session_id)
  else (p_actor).session_ids = '{}' or p_session_id = any ((p_actor).session_ids)
end;

create function private.actor_uses_lane(p_actor private.actor, p_lane_id bigint) returns boolean
language sql immutable
return coalesce((p_actor).lane_ids, '{}') = '{}' or p_lane_id = any ((p_actor).lane_ids);

-- A session the actor sees; what it does not see does not exist for it. `p_open`: archived ones are refused.
create function private.require_session(p_actor private.actor, p_session_id bigint, p_open boolean) returns public.sessions
language plpgsql stable set search_path = '' as $$
declare
  v_session public.sessions;
begin
  select s.* into v_session from public.sessions s where s.id = p_session_id;
  if not found or not private.actor_sees(p_actor, p_session_id) then
    perform private.refuse('not_found', format('There is no session %s that you can see.', p_session_id));
  elsif p_open and v_session.archived_at is not null then
    perform private.refuse('session_archived', format('Session "%s" is archived.', v_session.name));
  end if;
  return v_session;
end
$$;

-- A run the actor sees and whose lane it may use, its row locked against other transitions.
create function private.require_run(p_actor private.actor, p_run_id bigint) returns public.runs
language plpgsql set search_path = '' as $$
declare
  v_run public.runs;
begin
  select r.* into v_run from public.runs r where r.id = p_run_id for no key update;
  if not found or not private.actor_sees(p_actor, v_run.session_id) or not private.actor_uses_lane(p_actor, v_run.lane_id) then
    perform private.refuse('not_found', format('There is no run %s that you can see.', p_run_id));
  end if;
  return v_run;
end
$$;

-- A lane of an open session, its row locked.
create function private.require_lane(p_actor private.actor, p_lane_id bigint) returns public.lanes
language plpgsql set search_path = '' as $$
declare
  v_lane public.lanes;
begin
  select l.* into v_lane from public.lanes l where l.id = p_lane_id for no key update;
  if not found or not private.actor_sees(p_actor, v_lane.session_id) or not private.actor_uses_lane(p_actor, p_lane_id) then
    perform private.refuse('not_found', format('There is no lane %s that you can see.', p_lane_id));
  end if;
  perform private.require_session(p_actor, v_lane.session_id, p_open => true);
  return v_lane;
end
$$;
