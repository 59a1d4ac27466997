-- Where in a lane's order the runs begin that are still there. Under a long transaction nothing is cleaned up that has been claimed, and a claim
-- would walk over all of it to the first run that is left. It begins at the lane's head instead.

-- One head for the runs without restrictions and one for the restricted ones, which stand apart in the index. `lowered`: something claimable came to
-- stand in front of the head that there was. The foremost of a lane's rows counts; without a head proper the lane is read from its beginning.
create table private.lane_heads (
  id bigint generated always as identity primary key,
  lane_id bigint not null,
  restricted boolean not null,
  priority integer not null,
  rank numeric not null,
  lowered boolean not null
);
create index lane_heads_lane_id on private.lane_heads (lane_id, restricted);
comment on table private.lane_heads is 'No due run, restricted or not, is queued in front of the foremost head for such runs in its lane, if there is one. No foreign key, as open_lanes.';
alter table private.lane_heads enable row level security;

create type private.place as (priority integer, rank numeric);

-- Null: from the beginning. Stable: a statement that reads the runs, too, has the head of the same moment.
create function private.lane_head(p_lane_id bigint, p_restricted boolean) returns private.place
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_head private.place;
begin
  perform from private.lane_heads h where h.lane_id = p_lane_id and h.restricted = p_restricted and not h.lowered;
  if found then
    select h.priority, h.rank into v_head from private.lane_heads h
    where h.lane_id = p_lane_id and h.restricted = p_restricted
    order by h.priority desc, h.rank limit 1;
  end if;
  return v_head;
end
$$;

-- Due runs of a lane, of the restricted ones or of the others, in their order from a head on: p_most at most.
create function private.due_from(p_lane_id bigint, p_restricted boolean, p_head private.place, p_most integer) returns setof public.runs
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_found integer := 0;
begin
  -- Two statements, each a range of the claim index.
  if p_head.rank is not null then
    return query
      select r.* from public.runs r
      where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and not r.resuming and r.restricted = p_restricted
        and r.priority = p_head.priority and r.rank >= p_head.rank
      order by r.rank, r.id limit p_most;
    get diagnostics v_found = row_count;
  end if;
  return query
    select r.* from public.runs r
    where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and not r.resuming and r.restricted = p_restricted
      and r.priority < coalesce(p_head.priority, 1000)
    order by r.priority desc, r.rank, r.id limit p_most - v_found;
end
$$;

-- The place of the first of them. Null: there is none. By itself, because every claim asks, and it needs no whole row.
create function private.first_place(p_lane_id bigint, p_restricted boolean) returns private.place
language plpgsql volatile set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_head private.place := private.lane_head(p_lane_id, p_restricted);
  v_first private.place;
begin
  if v_head.rank is not null then
    select r.priority, r.rank into v_first from public.runs r
    where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and not r.resuming and r.restricted = p_restricted
      and r.priority = v_head.priority and r.rank >= v_head.rank
    order by r.rank, r.id limit 1;
  end if;
  if v_first.rank is null then
    select r.priority, r.rank into v_first from public.runs r
    where r.lane_id = p_lane_id and r.status = 'queued' and r.available_at is null and not r.resuming and r.restricted = p_restricted
      and r.priority < coalesce(v_head.priority, 1000)
    order by r.priority desc, r.rank, r.id limit 1;
  end if;
  return v_first;
end
$$;

-- Moves a lane's head to the first such run that is left, or behind every priority there is. As in close_lane, who shares the lane's row prevents
-- it, and what others lower meanwhile outlives it: the delete sees only what there was before first_place looked, so they are one statement. Waits
-- for nobody.
create function private.advance_head(p_lane_id bigint, p_restricted boolean) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  perform from public.lanes l where l.id = p_lane_id for update skip locked;
  if found then
    with first as materialized (
      select coalesce(f.priority, -1000) as priority, coalesce(f.rank, 0) as rank from private.first_place(p_lane_id, p_restricted) f
    ), passed as (
      delete from private.lane_heads h using first where h.lane_id = p_lane_id and h.restricted = p_restricted
    )
    insert into private.lane_heads (lane_id, restricted, priority, rank, lowered)
    select p_lane_id, p_restricted, f.priority, f.rank, false from first f;
  end if;
end
$$;
