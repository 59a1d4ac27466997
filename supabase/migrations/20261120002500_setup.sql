-- The first admin: whoever holds the installation's one-time code. Without it nobody can become one.

create table private.setup_codes (
  code_sha256 text primary key,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint code_sha256_is_hex check (code_sha256 ~ '^[0-9a-f]{64}$')
);
create unique index setup_codes_at_most_one on private.setup_codes ((true));
comment on table private.setup_codes is 'Hash of the one-time code that makes the first admin; empty once there is one.';
alter table private.setup_codes enable row level security;

insert into private.commands (name, function_name, kind, roles, scope) values
  ('setup.complete', 'complete_setup', 'operator', array['anyone'], null);

-- Five wrong codes by one person, fifty by all, in ten minutes and since the code was made: whoever can make a new one is never locked out.
-- Refusals are known by their audit rows, which are committed although the command is not.
create function private.setup_is_tried_too_often(p_actor_id text, p_now timestamptz) returns boolean
language sql stable set search_path = '' as $$
  select count(*) >= 50 or count(*) filter (where t.actor = p_actor_id) >= 5
  from (select a.actor, a.command, a.outcome, a.at from public.audit_log a order by a.id desc limit 1000) t
  where t.command = 'setup.complete' and t.outcome = 'forbidden'
    and t.at > greatest(p_now - interval '10 minutes', (select max(c.created_at) from private.setup_codes c))
$$;

-- For someone signed in who is no operator. The delete makes two holders of the code wait for each other: one finds it, the other does not.
create function private.complete_setup(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_operator public.operators;
begin
  if private.setup_is_tried_too_often(p_actor.id, p_now) then
    perform private.refuse('limit_exceeded', 'Too many wrong setup codes. Wait ten minutes, or make a new code.');
  end if;
  delete from private.setup_codes c where c.code_sha256 = p_input ->> 'code_sha256' and c.expires_at > p_now;
  if not found then
    perform private.refuse('forbidden', 'This setup code is not valid, has expired, or has been used.');
  end if;
  insert into public.operators (user_id, display_name, role, created_at)
  values (p_actor.user_id, p_input ->> 'display_name', 'admin', p_now)
  on conflict (user_id) do nothing
  returning * into v_operator;
  -- A refusal rolls the delete back, so the code is still there for its rightful holder.
  if v_operator.user_id is null then
    perform private.refuse('forbidden', 'You are an operator already, or were one; the setup code is for a new person.');
  end if;
  return jsonb_build_object('user_id', v_operator.user_id, 'display_name', v_operator.display_name, 'role', v_operator.role);
end
$$;

-- For setup, as the database's owner: makes this the one valid code for a day while there is no admin, and none valid afterwards.
-- Returns whether the code is needed.
create function private.provision_setup_code(p_code_sha256 text, p_valid interval default '1 day', p_now timestamptz default now()) returns boolean
language plpgsql set search_path = '' as $$
begin
  lock table private.setup_codes in share row exclusive mode;
  delete from private.setup_codes;
  if exists (select from public.operators o where o.role = 'admin' and o.disabled_at is null) then
    return false;
  end if;
  insert into private.setup_codes (code_sha256, created_at, expires_at) values (p_code_sha256, p_now, p_now + p_valid);
  return true;
end
$$;

-- For whoever owns the database and has no command line at hand: makes the one valid code and tells it, once. It is valid for an hour.
create function private.new_setup_code(p_now timestamptz default now()) returns text
language plpgsql set search_path = '' as $$
declare
  v_code text := replace(gen_random_uuid()::text, '-', '');
begin
  if not private.provision_setup_code(encode(sha256(convert_to(v_code, 'UTF8')), 'hex'), '1 hour', p_now) then
    raise exception 'There is an admin already: sign in, or ask them for a role.';
  end if;
  return v_code;
end
$$;
