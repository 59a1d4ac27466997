-- What keeps a log as it is: nothing changes it, only a purge removes it whole, and anybody can check it.

-- An entry can only go together with its whole log, and only once the purge has left its tombstone in the same transaction.
create function private.guard_log() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' and exists (
    select from public.run_log_purges p where p.run_id = old.run_id and p.purging_xid = pg_current_xact_id()
  ) then
    return old;
  end if;
  raise exception '% of run_events is not allowed: a log is only ever appended to', tg_op using errcode = 'integrity_constraint_violation';
end
$$;
create function private.guard_whole_log() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from (select distinct g.run_id from gone g) g join public.run_events e on e.run_id = g.run_id) then
    raise exception 'a log is only ever purged as a whole' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;
create trigger log_is_purged_as_a_whole after delete on public.run_events
  referencing old table as gone for each statement execute function private.guard_whole_log();
create trigger log_is_append_only before update or delete on public.run_events for each row execute function private.guard_log();
create trigger log_cannot_be_truncated before truncate on public.run_events for each statement execute function private.refuse_change();
create trigger purges_are_kept before update or delete on public.run_log_purges for each row execute function private.refuse_change();
create trigger purges_cannot_be_truncated before truncate on public.run_log_purges for each statement execute function private.refuse_change();

-- Deletes a final run's log and artifacts and leaves their trace; purging a purged one is a no-op. Returns how many entries it had.
-- Refuses not_found, run_not_final and run_held.
create function private.purge_run_log(p_run_id bigint, p_by text, p_now timestamptz default now()) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  v_run public.runs;
  v_head private.log_heads;
begin
  select r.* into v_run from public.runs r where r.id = p_run_id for no key update;
  if not found then
    perform private.refuse('not_found', format('There is no run %s.', p_run_id));
  elsif v_run.finished_at is null then
    perform private.refuse('run_not_final', format('Run %s is %s.', p_run_id, v_run.status));
  elsif v_run.held then
    perform private.refuse('run_held', format('The log of run %s is needed: %s.', p_run_id, (
      select string_agg(h.reason, ', ' order by h.reason) from private.run_holds h where h.run_id = p_run_id
    )));
  end if;
  select h.* into v_head from private.log_heads h where h.run_id = p_run_id for update;
  insert into public.run_log_purges (run_id, session_id, entries, head, artifacts, purged_at, purged_by)
  values (p_run_id, v_run.session_id, v_head.seq, v_head.hash, private.discard_artifacts(p_run_id, p_now), p_now, p_by)
  on conflict (run_id, entries) do nothing;
  delete from public.run_events e where e.run_id = p_run_id;
  update public.runs r set purged_at = coalesce(r.purged_at, p_now) where r.id = p_run_id;
  return v_head.seq;
end
$$;

-- Checks a log, from its last purge on, against its hashes and its head. ok, or the first bad sequence and why: gap, hash or head.
create function private.verify_run_log(p_run_id bigint, out ok boolean, out bad_seq bigint, out reason text)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_entry record;
  v_hash bytea;
  v_seq bigint;
  v_head private.log_heads;
begin
  ok := false;
  select p.entries, p.head into v_seq, v_hash
  from public.run_log_purges p where p.run_id = p_run_id order by p.entries desc limit 1;
  if not found then
    v_seq := 0;
    v_hash := decode(repeat('00', 32), 'hex');
  end if;
  for v_entry in
    select e.seq, e.hash,
      private.entry_payload(e.run_id, e.seq, e.attempt, e.step, e.stream, e.kind, e.emitted_at, e.body) as payload
    from public.run_events e where e.run_id = p_run_id order by e.seq
  loop
    v_seq := v_seq + 1;
    v_hash := sha256('\x00'::bytea || v_hash || v_entry.payload);
    reason := case when v_entry.seq <> v_seq then 'gap' when v_entry.hash <> v_hash then 'hash' end;
    if reason is not null then
      bad_seq := v_seq;
      return;
    end if;
  end loop;
  select h.* into v_head from private.log_heads h where h.run_id = p_run_id;
  if v_head.seq is distinct from v_seq or v_head.hash is distinct from v_hash then
    bad_seq := least(v_seq, v_head.seq) + 1;
    reason := 'head';
    return;
  end if;
  ok := true;
end
$$;
