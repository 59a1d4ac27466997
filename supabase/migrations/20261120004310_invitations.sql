-- Invitations by link: who holds the link becomes an operator, once, while it is open. No mail is needed.

create table public.invitations (
  id bigint generated always as identity primary key,
  role text not null,
  email text,
  hint text not null,
  created_by text not null,
  created_by_name text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid,
  accepted_by_name text,
  revoked_at timestamptz,
  revoked_by text,
  constraint role_is_known check (role in ('admin', 'operator', 'auditor')),
  constraint email_is_short check (length(email) between 3 and 255),
  constraint an_accepted_invitation_says_by_whom check ((accepted_at is null) = (accepted_by is null) and (accepted_at is null) = (accepted_by_name is null)),
  constraint a_revoked_invitation_says_by_whom check ((revoked_at is null) = (revoked_by is null)),
  constraint an_invitation_ends_once check (accepted_at is null or revoked_at is null)
);
comment on table public.invitations is 'Links that make their holder an operator, once. Open while neither accepted nor revoked nor expired.';
comment on column public.invitations.email is 'Only an account with this address may accept; null: whoever holds the link.';
comment on column public.invitations.hint is 'First characters of the token, so that people can tell links apart.';

create table private.invitation_tokens (
  invitation_id bigint primary key references public.invitations (id) on delete cascade,
  token_sha256 text not null unique,
  constraint token_sha256_is_hex check (token_sha256 ~ '^[0-9a-f]{64}$')
);
comment on table private.invitation_tokens is 'Hashes of the tokens in invitation links.';

alter table public.invitations enable row level security;
alter table private.invitation_tokens enable row level security;
grant select on public.invitations to authenticated;
create policy "admins and auditors see invitations" on public.invitations for select to authenticated
  using ((select private.has_role(array['admin', 'auditor'])));

insert into private.commands (name, function_name, kind, roles, scope) values
  ('invitations.create', 'create_invitation', 'operator', array['admin'], null),
  ('invitations.revoke', 'revoke_invitation', 'operator', array['admin'], null),
  ('invitations.accept', 'accept_invitation', 'operator', array['anyone'], null),
  ('invitations.check', 'check_invitation', 'query', array['anyone'], null);

-- The caller makes the token and sends its hash only, as with API keys.
create function private.create_invitation(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_id bigint;
  v_expires_at timestamptz := p_now + make_interval(hours => (p_input ->> 'expires_in_hours')::integer);
begin
  insert into public.invitations (role, email, hint, created_by, created_by_name, created_at, expires_at)
  values (
    p_input ->> 'role', lower(p_input ->> 'email'), p_input ->> 'hint', p_actor.id, p_actor.name, p_now, v_expires_at
  ) returning id into v_id;
  insert into private.invitation_tokens (invitation_id, token_sha256) values (v_id, p_input ->> 'token_sha256') on conflict (token_sha256) do nothing;
  if not found then
    perform private.refuse('invalid_input', 'This token has been used already; make a new one.');
  end if;
  return jsonb_build_object('invitation_id', v_id, 'expires_at', v_expires_at);
end
$$;

-- Closes a link that nobody has used. Revoking a revoked one is a no-op.
create function private.revoke_invitation(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_invitation public.invitations;
begin
  select i.* into v_invitation from public.invitations i where i.id = (p_input ->> 'invitation_id')::bigint for no key update;
  if not found then
    perform private.refuse('not_found', format('There is no invitation %s.', p_input ->> 'invitation_id'));
  elsif v_invitation.accepted_at is not null then
    perform private.refuse('invitation_closed', format(
      '%s has accepted this invitation already; deactivate the operator instead.', v_invitation.accepted_by_name
    ));
  elsif v_invitation.revoked_at is null then
    update public.invitations i set revoked_at = p_now, revoked_by = p_actor.name where i.id = v_invitation.id;
  end if;
  return jsonb_build_object('invitation_id', v_invitation.id, 'expires_at', v_invitation.expires_at);
end
$$;

-- Why the holder of this account cannot accept an invitation; null if they can. Each reason is one a person can act on.
create function private.invitation_obstacle(p_actor private.actor, p_invitation public.invitations, p_now timestamptz) returns text
language sql stable set search_path = ''
return case
  when (p_actor).role is not null then 'You are an operator already.'
  when exists (select from public.operators o where o.user_id = (p_actor).user_id) then
    'You were an operator; an admin can reactivate you under Settings, Operators.'
  when (p_invitation).id is null then 'This link belongs to no invitation; it may have been copied in part.'
  when (p_invitation).accepted_at is not null then 'This invitation has been used; each works once.'
  when (p_invitation).revoked_at is not null then 'This invitation has been revoked.'
  when (p_invitation).expires_at <= p_now then 'This invitation has expired.'
  when (p_invitation).email is not null and not exists (
    select from auth.users u where u.id = (p_actor).user_id and lower(u.email) = (p_invitation).email
  ) then 'This invitation is for another e-mail address than that of your account.'
end;

-- Makes the caller, who is signed in but no operator, one. The row's lock makes two holders of one link wait for each other.
create function private.accept_invitation(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_invitation public.invitations;
  v_operator public.operators;
  v_obstacle text;
begin
  select i.* into v_invitation
  from public.invitations i
  where i.id = (select t.invitation_id from private.invitation_tokens t where t.token_sha256 = p_input ->> 'token_sha256')
  for no key update;
  v_obstacle := private.invitation_obstacle(p_actor, v_invitation, p_now);
  if v_obstacle is null then
    -- Against the same person with two links at once.
    insert into public.operators (user_id, display_name, role, created_at)
    values (p_actor.user_id, p_input ->> 'display_name', v_invitation.role, p_now)
    on conflict (user_id) do nothing
    returning * into v_operator;
    v_obstacle := case when v_operator.user_id is null then 'You are an operator already.' end;
  end if;
  if v_obstacle is not null then
    perform private.refuse('invitation_closed', v_obstacle);
  end if;
  update public.invitations i
  set accepted_at = p_now, accepted_by = p_actor.user_id, accepted_by_name = v_operator.display_name
  where i.id = v_invitation.id;
  return private.operator_output(v_operator);
end
$$;

-- What a link would make of whoever holds it, before they accept; only for somebody who is signed in and holds it.
create function private.check_invitation(p_actor private.actor, p_input jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_invitation public.invitations;
begin
  select i.* into v_invitation
  from private.invitation_tokens t join public.invitations i on i.id = t.invitation_id
  where t.token_sha256 = p_input ->> 'token_sha256';
  return jsonb_build_object(
    'obstacle', private.invitation_obstacle(p_actor, v_invitation, now()),
    'role', v_invitation.role, 'invited_by', v_invitation.created_by_name, 'expires_at', v_invitation.expires_at
  );
end
$$;
