-- What every worker call begins with.

-- The key of a worker; refuses unauthenticated and forbidden.
create function private.require_worker_key(p_key_hash text, p_now timestamptz) returns public.api_keys
language plpgsql set search_path = '' as $$
declare
  v_key public.api_keys := private.find_api_key(p_key_hash, p_now);
begin
  if not 'runs.work' = any (v_key.scopes) then
    perform private.refuse('forbidden', format('The API key "%s" lacks the scope runs.work.', v_key.name));
  end if;
  return v_key;
end
$$;

-- Registers a worker or notes that it is alive, and keeps its row locked: calls of one worker that claim go one after the other, and a
-- drain waits for a claim under way. Returns whether somebody asked it to drain.
create function private.touch_worker(p_api_key_id bigint, p_worker jsonb, p_now timestamptz) returns boolean
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_draining boolean;
begin
  insert into public.workers as w (id, api_key_id, name, host, version, slots, labels, first_seen_at, last_seen_at)
  values (
    (p_worker ->> 'id')::uuid, p_api_key_id, p_worker ->> 'name', p_worker ->> 'host', p_worker ->> 'version',
    (p_worker ->> 'slots')::integer, array(select jsonb_array_elements_text(p_worker -> 'labels')), p_now, p_now
  )
  on conflict (id) do update
  set name = excluded.name, host = excluded.host, version = excluded.version, slots = excluded.slots, labels = excluded.labels,
      last_seen_at = greatest(w.last_seen_at, p_now)
  where w.api_key_id = p_api_key_id
  returning w.drain_requested_at is not null into v_draining;
  if not found then
    perform private.refuse('forbidden', 'This worker id belongs to another API key.');
  end if;
  perform private.hint('workers', 'workers_changed', interval '1 second');
  return v_draining;
end
$$;

-- Whether a lease is the one named and alive: not expired, not another's, not past its deadline. It has no SET clause, so that the planner
-- inlines it into the statements of fence and fence_all.
create function private.is_live(
  l private.leases, p_attempt integer, p_token uuid, p_api_key_id bigint, p_now timestamptz
) returns boolean
language sql stable parallel safe
return (l).token = p_token and (l).attempt = p_attempt and (l).api_key_id = p_api_key_id and (l).expires_at > p_now
  and ((l).deadline_at is null or (l).deadline_at > p_now);

-- Notes that workers are alive; nobody waits for it. Once a second is enough, so most calls end with a look.
create function private.note_life(p_worker_ids uuid[], p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  if exists (select from public.workers w where w.id = any (p_worker_ids) and w.last_seen_at < p_now - interval '1 second') then
    update public.workers w set last_seen_at = greatest(w.last_seen_at, p_now)
    where w.id in (select v.id from public.workers v where v.id = any (p_worker_ids) for no key update skip locked);
  end if;
end
$$;

-- The live lease that a worker's write names, locked and renewed. Refuses lease_lost: expired, ended, another's, or past its deadline.
create function private.fence(p_key public.api_keys, p_lease jsonb, p_now timestamptz) returns private.leases
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_lease private.leases;
begin
  update private.leases l
  set expires_at = greatest(l.expires_at, p_now + private.lease_time())
  where l.run_id = (p_lease ->> 'run_id')::bigint
    and private.is_live(l, (p_lease ->> 'attempt')::integer, (p_lease ->> 'token')::uuid, p_key.id, p_now)
  returning l.* into v_lease;
  if not found then
    perform private.refuse('lease_lost', format('Attempt %s of run %s no longer holds the lease.', p_lease ->> 'attempt', p_lease ->> 'run_id'));
  end if;
  perform private.note_life(array[v_lease.worker_id], p_now);
  return v_lease;
end
$$;

-- fence for a write that brings a batch, whose number it notes. Null when that batch was applied before, so that a repeated call changes
-- nothing. Refuses lease_lost, and batch_gap when one is missing before it.
create function private.fence_batch(p_key public.api_keys, p_lease jsonb, p_batch_no integer, p_now timestamptz) returns private.leases
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_lease private.leases;
begin
  update private.leases l
  set expires_at = greatest(l.expires_at, p_now + private.lease_time()), last_batch_no = p_batch_no
  where l.run_id = (p_lease ->> 'run_id')::bigint
    and private.is_live(l, (p_lease ->> 'attempt')::integer, (p_lease ->> 'token')::uuid, p_key.id, p_now)
    and l.last_batch_no = p_batch_no - 1
  returning l.* into v_lease;
  if found then
    perform private.note_life(array[v_lease.worker_id], p_now);
    return v_lease;
  end if;
  v_lease := private.fence(p_key, p_lease, p_now);
  if p_batch_no > v_lease.last_batch_no then
    perform private.refuse('batch_gap', format('Batch %s came after batch %s.', p_batch_no, v_lease.last_batch_no));
  end if;
  return null;
end
$$;

-- A lease as a worker names it.
create type private.named_lease as (run_id bigint, attempt integer, token uuid);

-- Those of the leases named that are live, locked in the order of their runs, which the caller has locked.
create function private.fence_all(p_key public.api_keys, p_named private.named_lease[], p_now timestamptz) returns private.leases[]
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off
set enable_mergejoin = off as $$
declare
  v_leases private.leases[] := array(
    select l.lease
    from (select distinct n.* from unnest(p_named) n order by n.run_id) n
    -- Lateral, so that each is a probe: while the table looks empty, a scan of its whole index in order seems as cheap, and walks over what is gone.
    cross join lateral (
      select l as lease from private.leases l
      where l.run_id = n.run_id and private.is_live(l, n.attempt, n.token, p_key.id, p_now) for no key update of l
    ) l
  );
begin
  perform private.note_life(array(select distinct l.worker_id from unnest(v_leases) l), p_now);
  return v_leases;
end
$$;

create function private.lease_time() returns interval
language sql immutable set search_path = '' return interval '15 seconds';

-- continue, or cancel when somebody asked for it.
create function private.directive_of(p_cancel_requested_at timestamptz) returns text
language sql immutable parallel safe
return case when p_cancel_requested_at is null then 'continue' else 'cancel' end;

create function private.directive(p_run_id bigint) returns text
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  return (select private.directive_of(r.cancel_requested_at) from public.runs r where r.id = p_run_id);
end
$$;
