-- Side effects outside of the database: written down by the transaction that wants them, done afterwards, repeated until they succeed.

create table private.outbox (
  id bigint generated always as identity primary key,
  kind text not null,
  payload jsonb not null,
  created_at timestamptz not null,
  due_at timestamptz,
  tries integer not null default 0,
  error text,
  constraint kind_is_known check (kind in ('object.remove')),
  constraint payload_is_8_kb_at_most check (octet_length(payload::text) <= 8192),
  constraint tries_are_12_at_most check (tries between 0 and 12)
);
create index outbox_due on private.outbox (due_at) where due_at is not null;
comment on table private.outbox is 'Actions to be done outside of the database, at least once each: whoever does one must be able to do it twice.';
comment on column private.outbox.due_at is 'When it is tried next; null: given up after 12 tries, error says why.';
comment on column private.outbox.payload is 'object.remove: {"bucket", "path"} of Storage.';
alter table private.outbox enable row level security;

create function private.enqueue_action(p_kind text, p_payload jsonb, p_now timestamptz) returns bigint
language sql volatile set search_path = ''
begin atomic
  insert into private.outbox (kind, payload, created_at, due_at) values (p_kind, p_payload, p_now, p_now) returning id;
end;

-- Hands out at most `p_limit` due actions. Each is due again by itself after a pause that doubles from 30 s to 6 h, so one whose doer dies is
-- done by another. Repeating a claim after a lost answer costs such a pause and nothing else.
create function private.claim_actions(p_limit integer, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_actions jsonb;
begin
  with due as (
    select o.id from private.outbox o where o.due_at <= p_now order by o.due_at limit p_limit for update skip locked
  ), claimed as (
    update private.outbox o
    set tries = o.tries + 1,
        due_at = case when o.tries < 11 then p_now + least(interval '30 seconds' * power(2, o.tries), interval '6 hours') end
    from due d where o.id = d.id
    returning o.*
  )
  select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind, 'payload', c.payload, 'try', c.tries) order by c.id), '[]')
  into v_actions from claimed c;
  return v_actions;
end
$$;

-- Tells how a claimed action went: done (p_error null) and forgotten, or failed and tried again when it is due. Returns whether it was known.
create function private.settle_action(p_id bigint, p_error text) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  if p_error is null then
    delete from private.outbox o where o.id = p_id;
  else
    update private.outbox o set error = left(p_error, 2000) where o.id = p_id;
  end if;
  return to_jsonb(found);
end
$$;

grant execute on function private.claim_actions(integer, timestamptz), private.settle_action(bigint, text) to ops_executor;
