-- Schema `realtime`: Broadcast from the database as the Realtime service leaves it in a project.
create schema realtime authorization supabase_admin;
grant usage on schema realtime to anon, authenticated, service_role, postgres, supabase_realtime_admin;

create table realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  constraint messages_payload_exclusive check (payload is null or binary_payload is null),
  primary key (id, inserted_at)
) partition by range (inserted_at);
create index messages_inserted_at_topic_index on only realtime.messages (inserted_at desc, topic)
  where extension = 'broadcast' and private is true;
alter table realtime.messages enable row level security;
alter table realtime.messages owner to supabase_realtime_admin;
grant insert, select, update on realtime.messages to anon, authenticated, service_role;
grant all on realtime.messages to postgres;

create function realtime.topic() returns text language sql stable as $$
  select nullif(current_setting('realtime.topic', true), '')::text
$$;

create function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void language plpgsql as $$
declare
  generated_id uuid;
  final_payload jsonb;
begin
  begin
    generated_id := gen_random_uuid();
    if payload ? 'id' then
      final_payload := payload;
    else
      final_payload := jsonb_set(payload, '{id}', to_jsonb(generated_id));
    end if;
    execute format('set local realtime.topic to %L', topic);
    insert into realtime.messages (id, payload, event, topic, private, extension)
    values (generated_id, final_payload, event, topic, private, 'broadcast');
  exception when others then
    -- The service does the same: a message that cannot be stored is lost with a warning, the caller's work is not.
    raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

create function realtime.send_binary(payload bytea, event text, topic text, private boolean default true)
returns void language plpgsql as $$
declare
  generated_id uuid;
begin
  begin
    generated_id := gen_random_uuid();
    execute format('set local realtime.topic to %L', topic);
    insert into realtime.messages (id, binary_payload, event, topic, private, extension)
    values (generated_id, payload, event, topic, private, 'broadcast');
  exception when others then
    raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

create function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
) returns void language plpgsql as $$
declare
  row_data jsonb := '{}'::jsonb;
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation in ('INSERT', 'UPDATE', 'DELETE') then
    row_data := jsonb_build_object(
      'old_record', old, 'record', new, 'operation', operation, 'table', table_name, 'schema', table_schema);
    perform realtime.send(row_data, event_name, topic_name);
  else
    raise exception 'Unexpected operation type: %', operation;
  end if;
exception when others then
  raise exception 'Failed to process the row: %', sqlerrm;
end
$$;

alter function realtime.topic() owner to supabase_realtime_admin;
alter function realtime.send(jsonb, text, text, boolean) owner to supabase_realtime_admin;
alter function realtime.send_binary(bytea, text, text, boolean) owner to supabase_realtime_admin;
alter function realtime.broadcast_changes(text, text, text, text, text, record, record, text)
  owner to supabase_realtime_admin;

-- The service's own schema: projects cannot see into it.
create schema _realtime authorization supabase_admin;

-- One partition a day from yesterday to three days ahead (UTC); older than three days are dropped.
create function _realtime.maintain_message_partitions(p_now timestamptz default now())
returns void language plpgsql set search_path = '' as $$
declare
  v_today date := (p_now at time zone 'UTC')::date;
  v_day date;
  v_partition text;
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('_realtime.maintain_message_partitions'));
  for v_day in select d::date from pg_catalog.generate_series(v_today - 1, v_today + 3, interval '1 day') as d loop
    v_partition := 'messages_' || pg_catalog.to_char(v_day, 'YYYY_MM_DD');
    if pg_catalog.to_regclass('realtime.' || v_partition) is null then
      execute pg_catalog.format(
        'create table realtime.%I partition of realtime.messages for values from (%L) to (%L)',
        v_partition, v_day::timestamp, (v_day + 1)::timestamp);
      execute pg_catalog.format('alter table realtime.%I enable row level security', v_partition);
      execute pg_catalog.format('alter table realtime.%I owner to supabase_realtime_admin', v_partition);
    end if;
  end loop;
  for v_partition in
    select c.relname from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'realtime.messages'::pg_catalog.regclass
      and c.relname < 'messages_' || pg_catalog.to_char(v_today - 3, 'YYYY_MM_DD')
  loop
    execute pg_catalog.format('drop table realtime.%I', v_partition);
  end loop;
end
$$;
revoke execute on function _realtime.maintain_message_partitions(timestamptz) from public;
select _realtime.maintain_message_partitions();

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;
create publication supabase_realtime_messages_publication for table realtime.messages;
