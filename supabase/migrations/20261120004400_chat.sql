-- What people type in a session, and what it did. A line that is a command and what the command did are one transaction.

create table public.chat_messages (
  id bigint generated always as identity primary key,
  session_id bigint not null references public.sessions (id),
  message_id uuid not null,
  author text not null,
  author_name text not null,
  body text not null,
  sent_at timestamptz not null,
  command text,
  request_id uuid,
  outcome text,
  outcome_message text,
  run_id bigint,
  lane_id bigint,
  constraint a_message_is_sent_once unique (author, message_id),
  constraint body_is_2000_characters_at_most check (length(body) between 1 and 2000),
  constraint a_command_has_a_request_and_an_outcome check (num_nulls(command, request_id, outcome) in (0, 3))
);
create index chat_messages_session_id on public.chat_messages (session_id, id desc);
comment on table public.chat_messages is 'Lines of a session''s chat, kept as long as their session, as the audit log is. Never change.';
comment on column public.chat_messages.message_id is 'Drawn by the sender: sent again, it is the same message.';
comment on column public.chat_messages.request_id is 'Under which the command was executed and audited; derived from message_id, so that it is done once.';
comment on column public.chat_messages.outcome is 'ok or the refusal''s code; outcome_message says why.';
comment on column public.chat_messages.run_id is 'The run that the command made or concerned. No foreign key, as in the audit log.';

create trigger chat_is_append_only before update or delete on public.chat_messages for each row execute function private.refuse_change();
create trigger chat_cannot_be_truncated before truncate on public.chat_messages for each statement execute function private.refuse_change();

alter table public.chat_messages enable row level security;
grant select on public.chat_messages to authenticated;
create policy "readers of a session see its chat" on public.chat_messages for select to authenticated using (private.can_read(session_id));

-- Tells a session's readers that its chat has grown, by the number of the last line.
create function private.send_chat_hints() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform realtime.send(jsonb_build_object('id', max(m.id)), 'chat_changed', 'session:' || m.session_id, true)
  from messages m group by m.session_id;
  return null;
end
$$;
create trigger chat_messages_send_hints after insert on public.chat_messages
  referencing new table as messages for each statement execute function private.send_chat_hints();

insert into private.commands (name, function_name, kind, roles, scope) values
  ('chat.send', 'send_chat', 'operator', array['admin', 'operator'], null);

-- contracts/chat.ts ChatMessage.
create function private.chat_message_json(p_message public.chat_messages) returns jsonb
language sql immutable set search_path = ''
return to_jsonb(p_message);

-- Refuses a command about another session: its readers are others, and what the answer says is not for these.
create function private.check_chat_target(p_actor private.actor, p_session public.sessions, p_command_input jsonb) returns void
language plpgsql stable set search_path = '' as $$
declare
  v_session_id bigint := (select t.session_id from private.audit_target(p_command_input, null) t);
begin
  -- What does not exist or is not visible is refused by the command itself.
  if v_session_id <> p_session.id and private.actor_sees(p_actor, v_session_id) then
    perform private.refuse('invalid_input', format(
      'This belongs to the session "%s", not to "%s".', (select s.name from public.sessions s where s.id = v_session_id), p_session.name
    ));
  end if;
end
$$;

-- Keeps a line and does what it says, as its author and through private.execute: permission, idempotency and audit are the command's own. A
-- refused command is a line, too. `resolved`: the command's input as ops-executor has completed it. Sent again under any request id it is done once.
create function private.send_chat(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_session public.sessions;
  v_message public.chat_messages;
  v_input jsonb := coalesce(p_input #> '{resolved,input}', p_input #> '{command,input}');
  v_response jsonb;
  v_target record;
begin
  -- Before the command's locks, in their order; a session cannot be archived around a line.
  perform from public.sessions s where s.id = (p_input ->> 'session_id')::bigint for key share;
  v_session := private.require_session(p_actor, (p_input ->> 'session_id')::bigint, p_open => true);
  v_message.message_id := (p_input ->> 'message_id')::uuid;

  if p_input ? 'command' then
    perform private.check_chat_target(p_actor, v_session, v_input);
    v_message.command := p_input #>> '{command,name}';
    v_message.request_id := md5('chat:' || v_message.message_id)::uuid;
    v_response := private.execute(v_message.command, jsonb_build_object('user_id', p_actor.user_id), v_message.request_id, v_input, p_now);
    v_message.outcome := coalesce(v_response #>> '{error,code}', 'ok');
    v_message.outcome_message := v_response #>> '{error,message}';
    v_target := private.audit_target(v_input, v_response -> 'result');
    v_message.run_id := v_target.run_id;
    v_message.lane_id := (v_input ->> 'lane_id')::bigint;
  end if;

  insert into public.chat_messages as m (
    session_id, message_id, author, author_name, body, sent_at, command, request_id, outcome, outcome_message, run_id, lane_id
  )
  values (
    v_session.id, v_message.message_id, p_actor.id, p_actor.name, p_input ->> 'body', p_now,
    v_message.command, v_message.request_id, v_message.outcome, v_message.outcome_message, v_message.run_id, v_message.lane_id
  )
  on conflict (author, message_id) do nothing
  returning * into v_message;
  if v_message.id is null then
    select m.* into strict v_message
    from public.chat_messages m where m.author = p_actor.id and m.message_id = (p_input ->> 'message_id')::uuid;
    if v_message.session_id <> v_session.id or v_message.body <> p_input ->> 'body' then
      perform private.refuse('idempotency_conflict', format('The message %s was sent with another text.', v_message.message_id));
    end if;
  end if;
  return jsonb_build_object('message', private.chat_message_json(v_message));
end
$$;
