-- The run log: ordered, append-only, gap-free, hash-chained.

-- No foreign keys: the functions below are the only writers and take both ids from the run's row, and a check for each line would cost more than the line.
create table public.run_events (
  run_id bigint not null,
  seq bigint not null,
  session_id bigint not null,
  attempt integer not null,
  step integer,
  stream text not null,
  kind text not null,
  body text not null,
  emitted_at timestamptz not null,
  recorded_at timestamptz not null,
  hash bytea not null,
  primary key (run_id, seq),
  constraint stream_is_known check (stream in ('stdout', 'stderr', 'system')),
  constraint a_line_is_8_kb_at_most check (kind <> 'line' or octet_length(body) <= 8192),
  constraint hash_is_sha256 check (octet_length(hash) = 32)
);
comment on table public.run_events is 'The log of every run: output lines, and one entry for each transition. emitted_at by the worker, recorded_at by the database.';

-- No foreign key: begin_logs is the only one to add a row, for the run that its caller has just made.
create table private.log_heads (
  run_id bigint primary key,
  seq bigint not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex'),
  lines integer not null default 0,
  recorded_at timestamptz not null default '-infinity'
) with (fillfactor = 70);
comment on table private.log_heads is 'Where each log ends. Its row lock puts the entries of a run in order.';

create table public.run_log_purges (
  run_id bigint not null references public.runs (id),
  session_id bigint not null references public.sessions (id),
  entries bigint not null,
  head bytea not null,
  artifacts jsonb not null default '[]',
  purged_at timestamptz not null,
  purged_by text not null,
  purging_xid xid8 not null default pg_current_xact_id(),
  primary key (run_id, entries)
);
create index run_log_purges_session_id on public.run_log_purges (session_id);
comment on table public.run_log_purges is 'What is left of a purged log: its count and head, when, by whom. A run retried after it logs on from there.';
comment on column public.run_log_purges.artifacts is 'Name, attempt, size and sha256 of the artifacts that went with it.';

alter table public.run_events enable row level security;
alter table private.log_heads enable row level security;
alter table public.run_log_purges enable row level security;

create type private.log_entry as (step integer, stream text, kind text, body text, emitted_at timestamptz);
-- An entry and the run whose log it goes to.
create type private.run_entry as (
  run_id bigint, session_id bigint, attempt integer, step integer, stream text, kind text, body text, emitted_at timestamptz
);

-- A field as the hash sees it: four bytes of length, then the UTF-8 bytes. It and entry_payload have no SET clause, so that the planner inlines
-- them into the statement that hashes a batch (seven times faster); their bodies are bound at creation, so no search_path can change them.
create function private.hash_field(value text) returns bytea
language sql stable parallel safe
return int4send(octet_length(value)) || convert_to(value, 'UTF8');

-- What an entry's hash covers beside the previous hash.
create function private.entry_payload(
  run_id bigint, seq bigint, attempt integer, step integer, stream text, kind text, emitted_at timestamptz, body text
) returns bytea
language sql stable parallel safe
return private.hash_field(run_id::text) || private.hash_field(seq::text) || private.hash_field(attempt::text)
  || private.hash_field(coalesce(step::text, '')) || private.hash_field(stream) || private.hash_field(kind)
  || private.hash_field((extract(epoch from emitted_at) * 1000000)::bigint::text) || private.hash_field(body);

-- hash(n) = sha256(0x00 || hash(n-1) || payload(n)); hash(0) is 32 zero bytes. lib/run-log computes the same independently.
create function private.next_hash(p_hash bytea, p_seq bigint, p_entry private.run_entry) returns bytea
language sql stable parallel safe
return sha256('\x00'::bytea || p_hash || private.entry_payload(
  (p_entry).run_id, p_seq, (p_entry).attempt, (p_entry).step, (p_entry).stream, (p_entry).kind, (p_entry).emitted_at, (p_entry).body
));

-- Whether an entry counts as one of the lines a run may have.
create function private.counts_as_line(p_kind text) returns boolean
language sql immutable parallel safe
return p_kind in ('line', 'log_truncated');

-- What append_entries does, for one entry: the head moves on in the statement that locks it.
create function private.append_entry(p_entry private.run_entry, p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
declare
  v_head private.log_heads;
begin
  update private.log_heads h
  set seq = h.seq + 1, hash = private.next_hash(h.hash, h.seq + 1, p_entry), lines = h.lines + private.counts_as_line(p_entry.kind)::integer,
      -- Who waited for a lock comes with a time from before the wait; a log's times do not go back.
      recorded_at = greatest(h.recorded_at, p_now)
  where h.run_id = p_entry.run_id
  returning h.* into v_head;
  if not found then
    raise exception 'run % has no log', p_entry.run_id;
  end if;
  insert into public.run_events (run_id, seq, session_id, attempt, step, stream, kind, body, emitted_at, recorded_at, hash)
  values (
    p_entry.run_id, v_head.seq, p_entry.session_id, p_entry.attempt, p_entry.step, p_entry.stream, p_entry.kind, p_entry.body,
    p_entry.emitted_at, v_head.recorded_at, v_head.hash
  );
  perform private.send_run_hints(array[v_head], not private.counts_as_line(p_entry.kind));
end
$$;

-- Appends entries to the logs of their runs, under the locks of their heads, and tells who follows them. Entries
-- come by run, the lower number first, which is the order of the locks. Callers hold each run's row or its lease first.
create function private.append_entries(p_entries private.run_entry[], p_now timestamptz) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off as $$
declare
  v_entry private.run_entry;
  v_run_id bigint := 0;
  v_head private.log_heads;
  v_seq bigint;
  v_hash bytea;
  v_lines integer;
  v_recorded_at timestamptz;
  v_seqs bigint[] := '{}';
  v_hashes bytea[] := '{}';
  v_times timestamptz[] := '{}';
  v_heads private.log_heads[] := '{}';
  v_locked private.log_heads[] := array(
    select h from private.log_heads h where h.run_id = any (array(select e.run_id from unnest(p_entries) e)) order by h.run_id for update
  );
  v_transition boolean := false;
begin
  foreach v_entry in array p_entries loop
    if v_entry.run_id <> v_run_id then
      if v_entry.run_id < v_run_id then
        raise exception 'entries of run % come after those of run %', v_entry.run_id, v_run_id;
      elsif v_run_id > 0 then
        v_heads := v_heads || row(v_run_id, v_seq, v_hash, v_lines, v_recorded_at)::private.log_heads;
      end if;
      v_run_id := v_entry.run_id;
      v_head := v_locked[cardinality(v_heads) + 1];
      if v_head.run_id is distinct from v_run_id then
        raise exception 'run % has no log', v_run_id;
      end if;
      v_seq := v_head.seq;
      v_hash := v_head.hash;
      v_lines := v_head.lines;
      v_recorded_at := greatest(v_head.recorded_at, p_now);
    end if;
    v_seq := v_seq + 1;
    v_hash := private.next_hash(v_hash, v_seq, v_entry);
    v_seqs := v_seqs || v_seq;
    v_hashes := v_hashes || v_hash;
    v_times := v_times || v_recorded_at;
    if private.counts_as_line(v_entry.kind) then
      v_lines := v_lines + 1;
    else
      v_transition := true;
    end if;
  end loop;
  v_heads := v_heads || row(v_run_id, v_seq, v_hash, v_lines, v_recorded_at)::private.log_heads;

  insert into public.run_events (run_id, seq, session_id, attempt, step, stream, kind, body, emitted_at, recorded_at, hash)
  select e.run_id, e.seq, e.session_id, e.attempt, e.step, e.stream, e.kind, e.body, e.emitted_at, e.recorded_at, e.hash
  from rows from (unnest(p_entries), unnest(v_seqs), unnest(v_hashes), unnest(v_times))
    as e (run_id, session_id, attempt, step, stream, kind, body, emitted_at, seq, hash, recorded_at);

  update private.log_heads h
  set seq = n.seq, hash = n.hash, lines = n.lines, recorded_at = n.recorded_at
  from unnest(v_heads) n where h.run_id = n.run_id;

  perform private.send_run_hints(v_heads, v_transition);
end
$$;

-- The first entry, a transition, of each new run's log. Nobody else sees these runs: there is no head to lock, and whom to tell of them the caller knows.
create function private.begin_logs(p_entries private.run_entry[], p_now timestamptz) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  with entries as materialized (
    select e.*, private.next_hash('\x0000000000000000000000000000000000000000000000000000000000000000', 1, e) as hash from unnest(p_entries) e
  ), heads as (
    insert into private.log_heads (run_id, seq, hash, lines, recorded_at) select e.run_id, 1, e.hash, 0, p_now from entries e
  )
  insert into public.run_events (run_id, seq, session_id, attempt, step, stream, kind, body, emitted_at, recorded_at, hash)
  select e.run_id, 1, e.session_id, e.attempt, e.step, e.stream, e.kind, e.body, e.emitted_at, p_now, e.hash from entries e;
end
$$;

-- Appends entries by the cheaper way: most calls bring one, and do without settings for the planner, of which each costs a microsecond.
create function private.append_logs(p_entries private.run_entry[], p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  if cardinality(p_entries) = 1 then
    perform private.append_entry(p_entries[1], p_now);
  elsif cardinality(p_entries) > 1 then
    perform private.append_entries(p_entries, p_now);
  end if;
end
$$;

create function private.append_log(p_run_id bigint, p_attempt integer, p_entries private.log_entry[], p_now timestamptz) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  perform private.append_logs(array(
    select row(p_run_id, r.session_id, p_attempt, e.step, e.stream, e.kind, e.body, e.emitted_at)::private.run_entry
    from public.runs r cross join unnest(p_entries) with ordinality as e (step, stream, kind, body, emitted_at, n)
    where r.id = p_run_id order by e.n
  ), p_now);
end
$$;

-- One transition entry: the usual way to append.
create function private.log_transition(p_run_id bigint, p_attempt integer, p_kind text, p_body jsonb, p_now timestamptz, p_step integer default null)
returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_session_id bigint;
begin
  select r.session_id into strict v_session_id from public.runs r where r.id = p_run_id;
  perform private.append_entry(row(
    p_run_id, v_session_id, p_attempt, p_step, 'system', p_kind, jsonb_strip_nulls(p_body)::text, p_now
  )::private.run_entry, p_now);
end
$$;
