-- The first admin: whoever holds the installation's one-time code. Without it nobody can become one.

create table private.setup_codes (
  code_sha256 text primary key,
  created_at timestamptz not null default now(),
  constraint code_sha256_is_hex check (code_sha256 ~ '^[0-9a-f]{64}$')
);
create unique index setup_codes_at_most_one on private.setup_codes ((true));
comment on table private.setup_codes is 'Hash of the one-time code that makes the first admin; empty once there is one.';
alter table private.setup_codes enable row level security;

insert into private.commands (name, function_name, kind, roles, scope) values
  ('setup.complete', 'complete_setup', 'operator', array['anyone'], null);

-- For someone signed in who is no operator. The delete makes two holders of the code wait for each other: one finds it, the other does not.
create function private.complete_setup(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_operator public.operators;
begin
  delete from private.setup_codes c where c.code_sha256 = p_input ->> 'code_sha256';
  if not found then
    perform private.refuse('forbidden', 'This setup code is not valid, or has been used.');
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

-- For setup, as the database's owner: makes this the one valid code while there is no admin, and none valid afterwards.
-- Returns whether the code is needed.
create function private.provision_setup_code(p_code_sha256 text) returns boolean
language plpgsql set search_path = '' as $$
begin
  lock table private.setup_codes in share row exclusive mode;
  if exists (select from public.operators o where o.role = 'admin' and o.disabled_at is null) then
    delete from private.setup_codes;
    return false;
  end if;
  delete from private.setup_codes c where c.code_sha256 <> p_code_sha256;
  insert into private.setup_codes (code_sha256) values (p_code_sha256) on conflict (code_sha256) do nothing;
  return true;
end
$$;
