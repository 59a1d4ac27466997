-- Who holds the slots of a lane or of a concurrency key. That is read from the runs, always. But under a long transaction every run that has ever
-- held one stays in the index, and a look would walk over all of them; where that has begun to take time, a mark says who is left of the older ones.

create table private.slot_marks (
  place text primary key,
  up_to bigint not null,
  run_ids bigint[] not null
);
comment on table private.slot_marks is 'Of the runs up to the number up_to, none but these may hold a slot of the place, "lane:<id>" or "key:<key>". Written under its lock, without which no run gets a slot there.';
alter table private.slot_marks enable row level security;

-- Stable: the mark and the runs are looked at as they were at one moment.
create function private.lane_holders(p_lane_id bigint) returns bigint[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_mark private.slot_marks;
begin
  select m.* into v_mark from private.slot_marks m where m.place = 'lane:' || p_lane_id;
  if not found then
    return array(select r.id from public.runs r where r.lane_id = p_lane_id and r.holds_slot);
  end if;
  return array(
    select r.id from public.runs r where r.id = any (v_mark.run_ids) and r.id <= v_mark.up_to and r.lane_id = p_lane_id and r.holds_slot
    union all
    select r.id from public.runs r where r.lane_id = p_lane_id and r.holds_slot and r.id > v_mark.up_to
  );
end
$$;

-- Whatever their session. The planner takes every index of slots for empty and would as soon read the lanes' as the keys': what is ordered and may
-- not be sorted is a range of the keys' index, and what is named is looked up by number.
create function private.key_holders(p_key text) returns bigint[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan set enable_sort = off as $$
declare
  v_mark private.slot_marks;
begin
  select m.* into v_mark from private.slot_marks m where m.place = 'key:' || p_key;
  if not found then
    return array(select r.id from public.runs r where r.concurrency_key = p_key and r.holds_slot order by r.id);
  end if;
  return array(
    select h.id
    from (select r.id, r.concurrency_key, r.holds_slot from public.runs r where r.id = any (v_mark.run_ids) and r.id <= v_mark.up_to offset 0) h
    where h.concurrency_key = p_key and h.holds_slot
  ) || array(select r.id from public.runs r where r.concurrency_key = p_key and r.holds_slot and r.id > v_mark.up_to order by r.id);
end
$$;

-- Whether a look took longer than one at so few runs can: much that is gone lies among them.
create function private.was_slow(p_begun_at timestamptz) returns boolean
language plpgsql volatile set search_path = '' as $$
begin
  return clock_timestamp() - p_begun_at > interval '1 millisecond';
end
$$;

-- Runs are about to get slots of a place that the caller has locked, beside those that hold some. Where finding these was slow, the mark is set
-- anew; else it only learns of the runs that stand before it. So it is hardly ever written.
create function private.take_slots(p_place text, p_holders bigint[], p_run_ids bigint[], p_slow boolean) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  if p_run_ids = '{}' then
    return;
  elsif p_slow then
    insert into private.slot_marks (place, up_to, run_ids)
    values (p_place, (select max(i.id) from unnest(p_holders || p_run_ids) i (id)), p_holders || p_run_ids)
    on conflict (place) do update set up_to = excluded.up_to, run_ids = excluded.run_ids;
  else
    update private.slot_marks m
    set run_ids = p_run_ids || array(select r.id from public.runs r where r.id = any (m.run_ids) and r.id <> all (p_run_ids) and (r.holds_slot or r.id = any (p_holders)))
    where m.place = p_place and m.up_to >= (select min(i.id) from unnest(p_run_ids) i (id));
  end if;
end
$$;
