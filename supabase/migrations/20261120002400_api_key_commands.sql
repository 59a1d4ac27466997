insert into private.commands (name, function_name, kind, roles, scope) values
  ('api_keys.create', 'create_api_key', 'operator', array['admin'], 'keys.write'),
  ('api_keys.revoke', 'revoke_api_key', 'operator', array['admin'], 'keys.write');

-- Whether an actor could hand out a key like this: a key's scopes and limits bound those it creates and revokes; people are not bounded.
create function private.actor_covers(p_actor private.actor, p_scopes text[], p_session_ids bigint[], p_lane_ids bigint[]) returns boolean
language sql immutable set search_path = ''
return (p_actor).api_key_id is null or (
  p_scopes <@ (p_actor).scopes
  and ((p_actor).session_ids = '{}' or (p_session_ids <> '{}' and p_session_ids <@ (p_actor).session_ids))
  and ((p_actor).lane_ids = '{}' or (p_lane_ids <> '{}' and p_lane_ids <@ (p_actor).lane_ids))
);

-- A key of which only the hash is known. Nobody hands out more than they have.
create function private.create_api_key(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_scopes text[] := array(select jsonb_array_elements_text(p_input -> 'scopes'));
  v_session_ids bigint[] := array(select jsonb_array_elements_text(p_input -> 'session_ids')::bigint);
  v_lane_ids bigint[] := array(select jsonb_array_elements_text(p_input -> 'lane_ids')::bigint);
  v_expires_at timestamptz := (p_input ->> 'expires_at')::timestamptz;
  v_missing bigint;
  v_key_id bigint;
begin
  if not private.actor_covers(p_actor, v_scopes, v_session_ids, v_lane_ids) then
    perform private.refuse('forbidden', 'An API key cannot create one with more scopes, sessions or lanes than its own.');
  end if;
  if v_expires_at <= p_now then
    perform private.refuse('invalid_input', 'expires_at: the key would have expired already.');
  elsif exists (
    select from public.api_keys k where k.id = p_actor.api_key_id and k.expires_at < coalesce(v_expires_at, 'infinity')
  ) then
    perform private.refuse('forbidden', 'An API key cannot create one that outlives it.');
  end if;
  select s into v_missing from unnest(v_session_ids) s where not exists (select from public.sessions x where x.id = s) limit 1;
  if found then
    perform private.refuse('not_found', format('There is no session %s.', v_missing));
  end if;
  select l into v_missing from unnest(v_lane_ids) l where not exists (select from public.lanes x where x.id = l) limit 1;
  if found then
    perform private.refuse('not_found', format('There is no lane %s.', v_missing));
  end if;

  insert into public.api_keys (name, hint, scopes, session_ids, lane_ids, created_by, created_at, expires_at)
  values (p_input ->> 'name', p_input ->> 'hint', v_scopes, v_session_ids, v_lane_ids, p_actor.id, p_now, v_expires_at)
  on conflict (name) where revoked_at is null do nothing
  returning id into v_key_id;
  if v_key_id is null then
    perform private.refuse('name_taken', format('There is a live API key "%s" already.', p_input ->> 'name'));
  end if;
  insert into private.api_key_secrets (api_key_id, key_sha256) values (v_key_id, p_input ->> 'key_sha256') on conflict (key_sha256) do nothing;
  if not found then
    perform private.refuse('invalid_input', 'This API key has been used already; make a new one.');
  end if;
  return jsonb_build_object('api_key_id', v_key_id);
end
$$;

-- Ends a key at once; runs that its workers hold go back when their leases expire. Revoking a revoked key is a no-op.
create function private.revoke_api_key(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_key_id bigint := (p_input ->> 'api_key_id')::bigint;
  v_key public.api_keys;
begin
  update public.api_keys k set revoked_at = coalesce(k.revoked_at, p_now) where k.id = v_key_id returning k.* into v_key;
  if not found then
    perform private.refuse('not_found', format('There is no API key %s.', v_key_id));
  elsif not private.actor_covers(p_actor, v_key.scopes, v_key.session_ids, v_key.lane_ids) then
    perform private.refuse('forbidden', 'An API key cannot revoke one with more scopes, sessions or lanes than its own.');
  end if;
  return jsonb_build_object('api_key_id', v_key_id);
end
$$;

-- For setup, as the database's owner: makes sure that a key of this name with exactly this hash is live.
create function private.provision_api_key(p_name text, p_hint text, p_scopes text[], p_key_sha256 text) returns bigint
language plpgsql set search_path = '' as $$
declare
  v_key_id bigint;
begin
  select k.id into v_key_id
  from public.api_keys k join private.api_key_secrets s on s.api_key_id = k.id
  where k.name = p_name and k.revoked_at is null and s.key_sha256 = p_key_sha256 and k.scopes = p_scopes;
  if v_key_id is not null then
    return v_key_id;
  end if;
  update public.api_keys k set revoked_at = now() where k.name = p_name and k.revoked_at is null;
  delete from private.api_key_secrets s where s.key_sha256 = p_key_sha256;
  insert into public.api_keys (name, hint, scopes, created_by) values (p_name, p_hint, p_scopes, 'setup') returning id into v_key_id;
  insert into private.api_key_secrets (api_key_id, key_sha256) values (v_key_id, p_key_sha256);
  return v_key_id;
end
$$;
