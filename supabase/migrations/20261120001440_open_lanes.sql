-- The lanes that a claim looks at. A lane without a row here has nothing that could be claimed: no due run is queued in it, or it is full, or
-- paused. So a claim never walks over the lanes that are.

-- Not unique: whoever opens a lane waits for nobody, so two of them may each leave a row. `place` is where it stands among all: at random.
create table private.open_lanes (
  lane_id bigint not null,
  place double precision not null default random(),
  primary key (lane_id, place)
);
create index open_lanes_place on private.open_lanes (place);
comment on table private.open_lanes is 'Lanes that a claim looks at; every lane in which something may be claimed has a row. No foreign key: its check would wait for a claim.';
alter table private.open_lanes enable row level security;

-- Has claims look at lanes from now on, at each from the first place on where a run has come to stand there (null: none); a lane may be named for
-- each of its runs. Its share of a lane's row tells close_lane that something is about to become claimable that cannot be seen yet. Where a lane
-- is being closed at this moment, a new row outlives that.
create function private.open_many_lanes(p_lane_ids bigint[], p_restricted boolean[], p_priorities integer[], p_ranks numeric[]) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  v_shared bigint[] := array(select l.id from public.lanes l where l.id = any (p_lane_ids) for key share skip locked);
  v_closed bigint[];
  v_lowered bigint[];
  v_restricted boolean[];
  v_priorities integer[];
  v_ranks numeric[];
begin
  -- A later statement: it sees what was closed before the locks were granted.
  select array_agg(distinct n.lane_id) filter (where n.is_closed),
    array_agg(n.lane_id) filter (where n.is_lowered), array_agg(n.restricted) filter (where n.is_lowered),
    array_agg(n.priority) filter (where n.is_lowered), array_agg(n.rank) filter (where n.is_lowered)
  into v_closed, v_lowered, v_restricted, v_priorities, v_ranks
  from (
    select p.*,
      p.lane_id <> all (v_shared) or not exists (select from private.open_lanes o where o.lane_id = p.lane_id) as is_closed,
      p.rank is not null and (p.lane_id <> all (v_shared) or (
        exists (select from private.lane_heads h where h.lane_id = p.lane_id and h.restricted = p.restricted and not h.lowered)
        and not exists (
          select from private.lane_heads h
          where h.lane_id = p.lane_id and h.restricted = p.restricted
            and (h.priority > p.priority or (h.priority = p.priority and h.rank <= p.rank))
        )
      )) as is_lowered
    from (
      select distinct on (p.lane_id, p.restricted) p.* from unnest(p_lane_ids, p_restricted, p_priorities, p_ranks) p (lane_id, restricted, priority, rank)
      order by p.lane_id, p.restricted, p.rank is null, p.priority desc, p.rank
    ) p
    offset 0 -- Evaluated once.
  ) n;
  if v_closed is not null then
    insert into private.open_lanes (lane_id) select c.lane_id from unnest(v_closed) c (lane_id);
  end if;
  if v_lowered is not null then
    insert into private.lane_heads (lane_id, restricted, priority, rank, lowered)
    select h.lane_id, h.restricted, h.priority, h.rank, true
    from unnest(v_lowered, v_restricted, v_priorities, v_ranks) h (lane_id, restricted, priority, rank);
  end if;
end
$$;

-- Whether something may be claimed in a lane, as far as can be told without locking it; not whether this worker may.
create function private.lane_has_work(p_lane_id bigint) returns boolean
language plpgsql volatile set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_capacity integer;
begin
  select l.capacity into v_capacity from public.lanes l where l.id = p_lane_id and l.paused_at is null;
  if not found then
    return false;
  end if;
  -- Each is one probe of the claim index.
  perform from public.runs r
  where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and r.resuming
  order by r.priority desc, r.rank, r.id limit 1;
  if found then
    return true;
  end if;
  if (private.first_place(p_lane_id, false)).rank is null and (private.first_place(p_lane_id, true)).rank is null then
    return false;
  end if;
  return v_capacity is null or v_capacity > cardinality(private.lane_holders(p_lane_id));
end
$$;

-- Claims look no more at a lane in which nothing can be claimed. Whoever shares its row has it open; whoever comes now leaves a row of their own.
-- That row has to outlive this, however soon it commits: the delete sees the rows that there were before lane_has_work, whose own statements
-- come later, looked for what they stand for. So the two are one statement. Waits for nobody.
create function private.close_lane(p_lane_id bigint) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  perform from public.lanes l where l.id = p_lane_id for update skip locked;
  if found then
    delete from private.open_lanes o where o.lane_id = p_lane_id and not private.lane_has_work(o.lane_id);
  end if;
end
$$;

-- Up to p_most (null: all) of the open lanes that a key may use, in random order: those from a random place on, so that none starves. A lane
-- may come twice.
create function private.lanes_to_look_at(p_key public.api_keys, p_most integer) returns bigint[]
language plpgsql volatile set search_path = '' set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off as $$
declare
  v_place double precision := random();
begin
  if p_key.lane_ids <> '{}' then
    return array(
      select l.id from unnest(p_key.lane_ids) k (id) join public.lanes l on l.id = k.id
      where (p_key.session_ids = '{}' or l.session_id = any (p_key.session_ids))
        and exists (select from private.open_lanes o where o.lane_id = l.id)
      order by random() limit p_most
    );
  elsif p_key.session_ids <> '{}' then
    return array(
      select l.id from unnest(p_key.session_ids) k (id) join public.lanes l on l.session_id = k.id
      where exists (select from private.open_lanes o where o.lane_id = l.id)
      order by random() limit p_most
    );
  end if;
  return array(
    select n.lane_id from (
      (select o.lane_id, 0 as turn, o.place from private.open_lanes o where o.place >= v_place order by o.place limit p_most)
      union all
      (select o.lane_id, 1, o.place from private.open_lanes o where o.place < v_place order by o.place limit p_most)
      order by turn, place limit p_most
    ) n
    order by random()
  );
end
$$;

-- What makes a run claimable opens its lane: a due run that is queued, whatever it was before and wherever; a slot that becomes free; more
-- capacity; the end of a pause.
create function private.open_lanes_of_new_runs() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.open_many_lanes(
    array_agg(n.lane_id), array_agg(n.restricted), array_agg(n.priority), array_agg(n.rank)
  )
  from new_runs n where n.status = 'queued' and n.available_at is null
  having count(*) > 0;
  return null;
end
$$;
create trigger new_runs_open_their_lane after insert on public.runs
  referencing new table as new_runs for each statement execute function private.open_lanes_of_new_runs();

-- The two tables have no index: they are joined by a hash, which callers may have forbidden their own statements.
create function private.open_lanes_of_changed_runs() returns trigger
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_hashjoin = on as $$
begin
  perform private.open_many_lanes(
    array_agg(n.lane_id), array_agg(n.restricted), array_agg(n.priority),
    array_agg(case when n.status = 'queued' and n.available_at is null and not n.resuming then n.rank end)
  )
  from new_runs n join old_runs o on o.id = n.id
  where (o.holds_slot and not n.holds_slot) or (
    n.status = 'queued' and n.available_at is null
    and (o.status, o.lane_id, o.priority, o.rank, o.available_at) is distinct from ('queued', n.lane_id, n.priority, n.rank, null)
  )
  having count(*) > 0;
  return null;
end
$$;
create trigger runs_open_their_lane after update on public.runs
  referencing old table as old_runs new table as new_runs for each statement execute function private.open_lanes_of_changed_runs();

create function private.open_changed_lane() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.open_many_lanes(array[new.id], array[null]::boolean[], array[null]::integer[], array[null]::numeric[]);
  return null;
end
$$;
create trigger lanes_open_for_more after update of capacity, paused_at on public.lanes
  for each row when (
    new.paused_at is null and (old.paused_at is not null or new.capacity is distinct from old.capacity)
  ) execute function private.open_changed_lane();

create function private.forget_lane() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from private.open_lanes o where o.lane_id = old.id;
  delete from private.lane_heads h where h.lane_id = old.id;
  delete from private.slot_marks m where m.place = 'lane:' || old.id;
  return null;
end
$$;
create trigger removed_lanes_are_not_looked_at after delete on public.lanes for each row execute function private.forget_lane();
