-- Which runs of a lane come next: by priority, then rank, then number. Runs that name no concurrency key and require no labels are the plain
-- ones; the restricted ones stand apart in the index, so that one that cannot be claimed holds up nothing.

create type private.picked_runs as (run_ids bigint[], contended boolean);

-- The lock of a concurrency key. Whoever gives out a run with this key holds it until commit; whoever ends one need not.
create function private.key_lock(p_key text) returns bigint
language sql immutable set search_path = ''
return hashtextextended('concurrency key:' || p_key, 0);

-- Runs that go on after a wait. They hold their slot and key already, so neither is counted; their labels still bind them to a worker.
create function private.pick_resuming_runs(p_lane_id bigint, p_labels text[], p_limit bigint) returns bigint[]
language plpgsql volatile set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  return array(
    select r.id from public.runs r
    where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and r.resuming and r.required_labels <@ p_labels
    order by r.priority desc, r.rank, r.id
    limit greatest(p_limit, 0)
    for no key update skip locked
  );
end
$$;

-- Classes of restricted runs in a lane's queue behind `p_after`, in the order of their names. A skip scan: one index probe a class.
create function private.claim_classes(p_lane_id bigint, p_after text, p_limit integer) returns setof text
language sql stable set search_path = '' set plan_cache_mode = force_generic_plan
begin atomic
  with recursive class (name) as (
    (
      select r.claim_class from public.runs r
      where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and not r.resuming and r.claim_class > p_after
      order by r.claim_class limit 1
    )
    union all
    select (
      select r.claim_class from public.runs r
      where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and not r.resuming and r.claim_class > class.name
      order by r.claim_class limit 1
    )
    from class where class.name is not null
  )
  select c.name from (select class.name from class limit p_limit) c where c.name is not null;
end;

-- Restricted runs to look at, none of which stands in front of p_first. First those in the lane's order; then, past what is blocked there, the first
-- ones of each other class that asks for no label beside p_labels. Both are bounded. The second looks at the first classes and at those from
-- a random one on, so that however many there are none is left out for ever.
create function private.restricted_candidates(
  p_lane_id bigint, p_first private.place, p_by_class boolean, p_labels text[], p_blocked text[], p_limit bigint
) returns setof public.runs
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_after text := md5(random()::text);
begin
  if not p_by_class then
    return query select r.* from private.due_from(p_lane_id, true, p_first, private.look_ahead()) r;
  else
    return query
      select f.*
      from (
        select private.claim_classes(p_lane_id, v_after, private.look_ahead())
        union
        select private.claim_classes(p_lane_id, '', private.look_ahead())
      ) c (name)
      -- Any run of the class tells the labels of all.
      cross join lateral (
        select r.required_labels from public.runs r
        where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and not r.resuming and r.claim_class = c.name
        order by r.priority desc, r.rank, r.id
        limit 1
      ) class
      cross join lateral (
        select r.* from public.runs r
        where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and not r.resuming and r.claim_class = c.name
        order by r.priority desc, r.rank, r.id
        limit p_limit
      ) f
      where c.name <> all (p_blocked) and class.required_labels <@ p_labels
      order by f.priority desc, f.rank, f.id;
  end if;
end
$$;

create function private.look_ahead() returns integer
language sql immutable set search_path = '' return 64;

-- Up to p_limit restricted runs that may be claimed by a worker with these labels, in order, their keys and rows locked. A key that another
-- claim holds is left to it (contended); a claim never waits for a key, because it may hold others.
create function private.pick_restricted_runs(
  p_lane_id bigint, p_first private.place, p_labels text[], p_limit bigint, p_now timestamptz
) returns private.picked_runs
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_picked private.picked_runs := row('{}'::bigint[], false);
  v_keys text[] := '{}'; -- of the picked ones
  v_blocked text[] := '{}'; -- classes
  v_by_class boolean;
  v_run public.runs;
  v_seen integer;
  v_begun_at timestamptz;
  v_holders bigint[];
  v_slow boolean;
begin
  foreach v_by_class in array array[false, true] loop
    v_seen := 0;
    for v_run in
      select r.* from private.restricted_candidates(p_lane_id, p_first, v_by_class, p_labels, v_blocked, p_limit) r
    loop
      v_seen := v_seen + 1;
      continue when v_run.claim_class = any (v_blocked) or v_run.id = any (v_picked.run_ids);
      continue when v_run.queue_expires_at <= p_now and v_run.attempt = 0;
      if not v_run.required_labels <@ p_labels then
        v_blocked := v_blocked || v_run.claim_class;
        continue;
      end if;
      if v_run.concurrency_key is not null then
        -- As with the lane: lock, and count in a later statement.
        if not pg_try_advisory_xact_lock(private.key_lock(v_run.concurrency_key)) then
          v_picked.contended := true;
          v_blocked := v_blocked || v_run.claim_class;
          continue;
        end if;
        v_begun_at := clock_timestamp();
        v_holders := private.key_holders(v_run.concurrency_key);
        v_slow := private.was_slow(v_begun_at);
        if cardinality(v_holders) + (select count(*) from unnest(v_keys) k where k = v_run.concurrency_key)
          >= v_run.concurrency_limit
        then
          v_blocked := v_blocked || v_run.claim_class;
          continue;
        end if;
      end if;
      perform from public.runs r
      where r.id = v_run.id and r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null
      for no key update skip locked;
      continue when not found;
      if v_run.concurrency_key is not null then
        -- Those that were picked before it hold nothing yet.
        perform private.take_slots('key:' || v_run.concurrency_key, v_holders || v_picked.run_ids, array[v_run.id], v_slow);
      end if;
      v_picked.run_ids := v_picked.run_ids || v_run.id;
      v_keys := v_keys || v_run.concurrency_key;
      exit when cardinality(v_picked.run_ids) >= p_limit;
    end loop;
    exit when cardinality(v_picked.run_ids) >= p_limit or v_seen < private.look_ahead();
  end loop;
  return v_picked;
end
$$;

-- The next runs of one lane, whose row the caller has locked, for a worker with these labels; their rows are locked. Those that nobody
-- claimed in time are left to the sweep.
create function private.pick_runs(p_lane_id bigint, p_labels text[], p_limit bigint, p_now timestamptz) returns private.picked_runs
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_picked private.picked_runs := row('{}'::bigint[], false);
  v_restricted private.picked_runs;
  v_head private.place;
  v_first private.place;
  v_begun_at timestamptz := clock_timestamp();
begin
  if p_limit <= 0 then
    return v_picked;
  end if;
  v_head := private.lane_head(p_lane_id, false);
  if v_head.rank is not null then
    v_picked.run_ids := array(
      select r.id from public.runs r
      where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and not r.resuming and not r.restricted
        and r.priority = v_head.priority and r.rank >= v_head.rank
        and (r.queue_expires_at > p_now or r.queue_expires_at is null or r.attempt > 0)
      order by r.rank, r.id limit p_limit
      for no key update skip locked
    );
  end if;
  -- Behind those of the head's priority.
  v_picked.run_ids := v_picked.run_ids || array(
    select r.id from public.runs r
    where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and not r.resuming and not r.restricted
      and r.priority < coalesce(v_head.priority, 1000)
      and (r.queue_expires_at > p_now or r.queue_expires_at is null or r.attempt > 0)
    order by r.priority desc, r.rank, r.id
    limit p_limit - cardinality(v_picked.run_ids)
    for no key update skip locked
  );
  -- It took longer than the runs can have done: much that is gone lies in front of them.
  if clock_timestamp() - v_begun_at > interval '1 millisecond' + p_limit * interval '20 microseconds' then
    perform private.advance_head(p_lane_id, false);
  end if;
  v_begun_at := clock_timestamp();
  v_first := private.first_place(p_lane_id, true);
  if private.was_slow(v_begun_at) then
    perform private.advance_head(p_lane_id, true);
  end if;
  if v_first.rank is not null then
    v_restricted := private.pick_restricted_runs(p_lane_id, v_first, p_labels, p_limit, p_now);
    v_picked.contended := v_restricted.contended;
    v_picked.run_ids := array(
      select n.id from public.runs n where n.id = any (v_picked.run_ids || v_restricted.run_ids)
      order by n.priority desc, n.rank, n.id limit p_limit
    );
  end if;
  return v_picked;
end
$$;
