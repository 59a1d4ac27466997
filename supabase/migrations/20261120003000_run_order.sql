-- Where a queued run stands: its lane, its priority, its rank. Locks: lane, run.

insert into private.commands (name, function_name, kind, roles, scope) values
  ('runs.move', 'move_run', 'operator', array['admin', 'operator'], 'runs.write'),
  ('runs.set_priority', 'set_run_priority', 'operator', array['admin', 'operator'], 'runs.write');

-- The shortest number strictly between two, or beyond the one that is given. Beyond, it is no whole number, which are the undragged runs' own.
create function private.rank_between(p_low numeric, p_high numeric) returns numeric
language plpgsql immutable set search_path = '' as $$
declare
  v_scale integer := 1;
  v_rank numeric;
begin
  if p_low is null or p_high is null then
    return coalesce(floor(p_low) + 1.5, floor(p_high) - 0.5, 0.5);
  elsif p_low >= p_high then
    return p_low; -- Between two that have just become equal nothing is: the number decides.
  end if;
  loop
    v_rank := round((p_low + p_high) * 0.5, v_scale);
    if v_rank > p_low and v_rank < p_high then
      return v_rank;
    end if;
    v_scale := v_scale + 1;
  end loop;
end
$$;

-- The queued run next to a place in a lane's order, among those of one priority and not p_except: before it, or else behind it.
create function private.neighbour(p_place public.runs, p_before boolean, p_except bigint) returns public.runs
language plpgsql stable set search_path = '' as $$
declare
  v_found public.runs;
begin
  -- Two probes of the claim index: restricted runs stand apart in it.
  if p_before then
    select n.* into v_found
    from unnest(array[false, true]) as half (restricted)
    cross join lateral (
      select r.* from public.runs r
      where r.lane_id = p_place.lane_id and not r.resuming and r.restricted = half.restricted and r.priority = p_place.priority
        and r.status = 'queued' and r.available_at is null
        and (r.rank, r.id) < (p_place.rank, p_place.id) and r.id <> p_except
      order by r.rank desc, r.id desc limit 1
    ) n
    order by n.rank desc, n.id desc limit 1;
  else
    select n.* into v_found
    from unnest(array[false, true]) as half (restricted)
    cross join lateral (
      select r.* from public.runs r
      where r.lane_id = p_place.lane_id and not r.resuming and r.restricted = half.restricted and r.priority = p_place.priority
        and r.status = 'queued' and r.available_at is null
        and (r.rank, r.id) > (p_place.rank, p_place.id) and r.id <> p_except
      order by r.rank, r.id limit 1
    ) n
    order by n.rank, n.id limit 1;
  end if;
  return v_found;
end
$$;

-- Gives the queued runs that share the rank of p_run ranks of their own, in the order that they have; and p_run, which need not be due.
create function private.untie(p_run public.runs) returns void
language sql volatile set search_path = ''
begin atomic
  with tied as (
    select r.id, row_number() over (order by r.id) - 1 as n, count(*) over () as of
    from public.runs r
    where r.lane_id = (p_run).lane_id and r.status = 'queued' and (r.available_at is null or r.id = (p_run).id) and not r.resuming
      and r.priority = (p_run).priority and r.rank = (p_run).rank
  ), following as (
    select coalesce(min(r.rank), (p_run).rank + 1) as rank
    from public.runs r
    where r.lane_id = (p_run).lane_id and r.status = 'queued' and r.available_at is null and not r.resuming
      and r.priority = (p_run).priority and r.rank > (p_run).rank
  )
  update public.runs r set rank = (p_run).rank + (f.rank - (p_run).rank) * t.n / t.of from tied t, following f where r.id = t.id;
end;

-- Gives the queued runs between a whole number and the next, where p_run stands, ranks of few digits, in the order that they have: every
-- third drag between the same two runs costs a digit, and a rank of some thousand fits into no index.
create function private.spread(p_run public.runs, p_from numeric) returns void
language sql volatile set search_path = ''
begin atomic
  with crowd as (
    select r.id, row_number() over (order by r.rank, r.id)::numeric as n, count(*) over () as of
    from public.runs r
    where r.lane_id = (p_run).lane_id and r.status = 'queued' and (r.available_at is null or r.id = (p_run).id) and not r.resuming
      and r.priority = (p_run).priority and r.rank > p_from and r.rank < p_from + 1
  )
  update public.runs r set rank = p_from + round(c.n / (c.of + 1), 12) from crowd c where r.id = c.id;
end;

-- A rank directly before or behind the run p_anchor_id, whose lane is locked, so that nobody else moves there.
create function private.rank_beside(p_anchor_id bigint, p_before boolean, p_run_id bigint) returns numeric
language plpgsql set search_path = '' as $$
declare
  v_anchor public.runs;
  v_other public.runs;
  v_rank numeric;
begin
  for v_try in 1..3 loop
    select r.* into strict v_anchor from public.runs r where r.id = p_anchor_id;
    v_other := private.neighbour(v_anchor, p_before, p_run_id);
    v_rank := case when p_before then private.rank_between(v_other.rank, v_anchor.rank) else private.rank_between(v_anchor.rank, v_other.rank) end;
    if v_other.rank = v_anchor.rank then
      perform private.untie(v_anchor);
    elsif scale(v_rank) > 200 then
      perform private.spread(v_anchor, floor(v_rank));
    else
      exit;
    end if;
  end loop;
  return v_rank;
end
$$;

create function private.refuse_not_queued(p_run public.runs) returns void
language plpgsql stable set search_path = '' as $$
begin
  if p_run.finished_at is not null then
    perform private.refuse('run_final', format('Run %s is %s.', p_run.id, p_run.status));
  elsif p_run.holds_slot then
    perform private.refuse('run_not_queued', format(
      'Run %s is %s and holds a slot of its lane.', p_run.id, case when p_run.status = 'queued' then 'resuming' else p_run.status end
    ));
  end if;
end
$$;

-- Puts a queued run into another lane of its session, or beside another run, whose lane and priority it takes on. Without a neighbour its
-- number is its place.
create function private.move_run(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_before boolean := p_input ? 'before';
  v_anchor_id bigint := coalesce(p_input ->> 'before', p_input ->> 'after')::bigint;
  v_lane_id bigint := coalesce(
    (p_input ->> 'lane_id')::bigint, (select r.lane_id from public.runs r where r.id = v_anchor_id)
  );
  v_lane public.lanes;
  v_run public.runs;
  v_anchor public.runs;
  v_from text;
  v_moved public.runs;
begin
  if v_lane_id is null then
    perform private.refuse('not_found', format('There is no run %s that you can see.', v_anchor_id));
  end if;
  v_lane := private.require_lane(p_actor, v_lane_id);
  v_run := private.require_run(p_actor, (p_input ->> 'run_id')::bigint);
  perform private.refuse_not_queued(v_run);
  if v_lane.session_id <> v_run.session_id then
    perform private.refuse('invalid_input', format('Lane "%s" belongs to another session than run %s.', v_lane.name, v_run.id));
  elsif v_anchor_id = v_run.id then
    perform private.refuse('invalid_input', format('Run %s cannot be its own neighbour.', v_run.id));
  end if;
  v_moved := v_run;
  v_moved.lane_id := v_lane.id;
  v_moved.rank := v_run.id;
  if v_anchor_id is not null then
    select r.* into v_anchor from public.runs r where r.id = v_anchor_id and r.lane_id = v_lane.id;
    if not found then
      perform private.refuse('not_found', format('There is no run %s in lane "%s".', v_anchor_id, v_lane.name));
    end if;
    perform private.refuse_not_queued(v_anchor);
    v_moved.priority := v_anchor.priority;
    v_moved.rank := private.rank_beside(v_anchor_id, v_before, v_run.id);
  end if;

  update public.runs r set lane_id = v_moved.lane_id, priority = v_moved.priority, rank = v_moved.rank where r.id = v_run.id;
  select l.name into v_from from public.lanes l where l.id = v_run.lane_id;
  perform private.log_transition(v_run.id, v_run.attempt, 'run_moved', jsonb_build_object(
    'by', p_actor.name, 'from', v_from, 'to', v_lane.name, 'before', p_input -> 'before', 'after', p_input -> 'after',
    'priority', nullif(v_moved.priority, v_run.priority)
  ), p_now);
  perform private.wake_workers(array[v_lane.id]);
  return private.run_output(v_run.id);
end
$$;

create function private.set_run_priority(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_run public.runs := private.require_run(p_actor, (p_input ->> 'run_id')::bigint);
  v_priority integer := (p_input ->> 'priority')::integer;
begin
  if v_run.finished_at is not null then
    perform private.refuse('run_final', format('Run %s is %s.', v_run.id, v_run.status));
  end if;
  if v_priority <> v_run.priority then
    update public.runs r set priority = v_priority, rank = r.id where r.id = v_run.id;
    perform private.log_transition(v_run.id, v_run.attempt, 'run_prioritized', jsonb_build_object(
      'by', p_actor.name, 'from', v_run.priority, 'to', v_priority
    ), p_now);
  end if;
  return private.run_output(v_run.id);
end
$$;
