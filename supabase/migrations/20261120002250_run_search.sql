-- Finding runs among millions. Any mix of conditions is answered in bounded time: the search walks back from the newest run in
-- windows of numbers and stops when it has a page, or when its time is up; it then says how far it came.

-- The texts of a list. Immutable, so that a statement is planned for these very texts: how many runs have them is what decides its plan.
create function private.texts(p_list jsonb) returns text[]
language sql immutable set search_path = ''
return array(select jsonb_array_elements_text(p_list));

-- Whether one run in a hundred has all of these labels at most, as far as statistics tell. Else their index, which knows no order, would
-- be read from end to end for every window.
create function private.are_rare(p_labels text[]) returns boolean
language sql stable set search_path = ''
return not p_labels <@ array(
  select c.label
  from pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) c (label, share)
  where s.schemaname = 'public' and s.tablename = 'runs' and s.attname = 'required_labels' and c.share > 0.01
);

-- contracts/run-filter.ts as conditions on the row r, for a statement whose $1 is the filter. Only those that are asked for, so that
-- each may have its index.
create function private.run_conditions(p_filter jsonb) returns text
language sql stable set search_path = ''
return concat_ws(' and ',
  'true',
  case when p_filter ? 'run_ids' then 'r.id = any (array(select n::bigint from jsonb_array_elements_text($1 -> ''run_ids'') n))' end,
  case when p_filter ? 'session_id' then 'r.session_id = ($1 ->> ''session_id'')::bigint' end,
  case when p_filter ? 'status' then 'r.status = any (private.texts($1 -> ''status''))' end,
  case when p_filter ? 'lane' then 'r.lane_id = any (array(select l.id from public.lanes l where l.name = $1 ->> ''lane''))' end,
  case when p_filter ? 'template' then
    'r.template_version_id = any (array(
       select v.id from public.run_template_versions v join public.run_templates t on t.id = v.template_id where t.slug = $1 ->> ''template''
     ))' end,
  case when p_filter ? 'confirm' then
    'r.template_version_id = any (array(select v.id from public.run_template_versions v where v.definition -> ''confirm'' = ''true''))' end,
  case when p_filter ? 'repo' then 'r.repo = private.repo_name($1 ->> ''repo'')' end,
  case when p_filter ? 'labels' then 'r.required_labels @> private.texts($1 -> ''labels'')' end,
  -- What the index of labels asks for.
  case when p_filter ? 'labels' and private.are_rare(private.texts(p_filter -> 'labels')) then 'r.required_labels <> ''{}''' end,
  case when p_filter ? 'requested_by' then 'r.requested_by_name = $1 ->> ''requested_by''' end,
  case when p_filter ? 'failure_code' then 'r.failure_code = $1 ->> ''failure_code''' end,
  case when p_filter ? 'created_from' then 'r.created_at >= ($1 ->> ''created_from'')::timestamptz' end,
  case when p_filter ? 'created_to' then 'r.created_at < ($1 ->> ''created_to'')::timestamptz' end,
  case when p_filter ? 'finished_from' then 'r.finished_at >= ($1 ->> ''finished_from'')::timestamptz' end,
  case when p_filter ? 'finished_to' then 'r.finished_at < ($1 ->> ''finished_to'')::timestamptz' end,
  case when p_filter ? 'min_wait_seconds' then
    'r.started_at - r.queued_at >= make_interval(secs => ($1 ->> ''min_wait_seconds'')::double precision)' end,
  case when p_filter ? 'min_duration_seconds' then
    'r.finished_at - r.started_at >= make_interval(secs => ($1 ->> ''min_duration_seconds'')::double precision)' end,
  case when p_filter ? 'text' then
    'position(lower($1 ->> ''text'') in lower(r.title || e''\n'' || r.parameters::text)) > 0' end
);

-- The sessions that an actor sees, and the lanes it may use; null: all.
create function private.scope_of(p_actor private.actor, out session_ids bigint[], out lane_ids bigint[])
language sql stable set search_path = ''
begin atomic
  select
    case
      when (p_actor).api_key_id is not null then nullif((p_actor).session_ids, '{}')
      when (p_actor).role in ('admin', 'auditor') then null
      else array(select s.id from public.sessions s where private.operator_sees((p_actor).user_id, s.id))
    end,
    nullif((p_actor).lane_ids, '{}');
end;

create type private.found_page as (ids bigint[], next_before bigint);

-- A table that grows for ever, and how to walk back through it by its number.
create type private.walk as (
  source text, -- the table, as the row r
  at text, -- its time of creation, which follows the number but for the seconds that a transaction may take
  conditions text, -- on r; $1 the filter, $5 and $6 the sessions and lanes of the scope
  since timestamptz, -- nothing created earlier is wanted; null: all is
  window_size bigint -- how many numbers are looked at first
);

-- Up to p_limit numbers before p_before (null: from the newest) of rows that meet the conditions, newest first.
-- next_before: where to go on, null when there are no more. Fewer than p_limit and a next_before: the time was up.
-- A statement cannot be told to end in time, so each window is made as large as the time allows, judged by the one before it.
create function private.walk_back(
  p_walk private.walk, p_filter jsonb, p_session_ids bigint[], p_lane_ids bigint[], p_before bigint, p_limit integer, p_budget interval
) returns private.found_page
-- To compile a statement would take longer than all of it may.
language plpgsql stable set search_path = '' set jit = off as $$
declare
  v_until timestamptz := clock_timestamp() + p_budget;
  v_before bigint := p_before;
  v_oldest bigint;
  v_oldest_at timestamptz;
  v_window bigint := p_walk.window_size;
  v_began timestamptz;
  v_result private.found_page := row('{}'::bigint[], null);
  v_found bigint[];
begin
  execute format('select (select r.id from %1$s r order by r.id limit 1), coalesce($1, (select r.id + 1 from %1$s r order by r.id desc limit 1))', p_walk.source)
  into v_oldest, v_before using p_before;
  while v_before > v_oldest loop
    v_began := clock_timestamp();
    execute format(
      'select array(select r.id from %s r where r.id < $2 and r.id >= $3 and %s order by r.id desc limit $4)', p_walk.source, p_walk.conditions
    )
    into v_found
    using p_filter, v_before, v_before - v_window, p_limit - cardinality(v_result.ids), p_session_ids, p_lane_ids;
    v_result.ids := v_result.ids || v_found;
    v_before := v_before - v_window;
    if cardinality(v_result.ids) >= p_limit then
      v_before := v_result.ids[p_limit];
      exit;
    end if;
    if p_walk.since is not null then
      execute format('select r.%I from %s r where r.id >= $1 order by r.id limit 1', p_walk.at, p_walk.source) into v_oldest_at using v_before;
      if v_oldest_at < p_walk.since - interval '1 minute' then
        v_before := v_oldest;
      end if;
    end if;
    v_window := least(
      v_window * 4,
      v_window * extract(epoch from v_until - clock_timestamp()) / greatest(extract(epoch from clock_timestamp() - v_began), 0.000001)
    );
    exit when v_window < 512;
  end loop;
  v_result.next_before := case when v_before > v_oldest then v_before end;
  return v_result;
end
$$;

-- A number below which all runs stand that were created before p_at, found by halving: times of creation follow the numbers but for the
-- seconds that a transaction may take, and have no index. Null: p_at is null, or everything is older.
create function private.runs_created_before(p_at timestamptz) returns bigint
language plpgsql stable set search_path = '' as $$
declare
  v_low bigint := 0;
  v_high bigint := case when p_at is not null then (select r.id from public.runs r order by r.id desc limit 1) end;
  v_found bigint;
  v_half bigint;
  v_at timestamptz;
begin
  while v_high - v_low > 2048 loop
    v_half := (v_low + v_high) / 2;
    select r.created_at into v_at from public.runs r where r.id >= v_half order by r.id limit 1;
    if v_at >= p_at + interval '1 minute' then
      v_high := v_half;
      v_found := v_half;
    else
      v_low := v_half;
    end if;
  end loop;
  return v_found;
end
$$;

-- Runs that the actor sees and that meet the filter.
create function private.search_runs(
  p_actor private.actor, p_filter jsonb, p_before bigint, p_limit integer, p_budget interval default '60 milliseconds'
) returns private.found_page
language plpgsql stable set search_path = '' as $$
declare
  v_scope record := private.scope_of(p_actor);
  v_newest bigint := private.runs_created_before((p_filter ->> 'created_to')::timestamptz);
  v_walk private.walk := row(
    'public.runs', 'created_at',
    concat_ws(' and ', private.run_conditions(p_filter),
      case when v_scope.session_ids is not null then 'r.session_id = any ($5)' end,
      case when v_scope.lane_ids is not null then 'r.lane_id = any ($6)' end),
    (p_filter ->> 'created_from')::timestamptz,
    -- Small at first, because most lists are found at the top; but what ended in some period has an index of its own, and stands anywhere.
    case when p_filter ? 'finished_from' then 1000000000000 else 2048 end
  );
begin
  return private.walk_back(v_walk, p_filter, v_scope.session_ids, v_scope.lane_ids, least(p_before, v_newest), p_limit, p_budget);
end
$$;

-- How many runs before p_before (null: of all) meet the filter, counted in bounded time: "complete" is false when there may be more.
create function private.count_found_runs(p_actor private.actor, p_filter jsonb, p_before bigint) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_until timestamptz := clock_timestamp() + interval '250 milliseconds';
  v_count bigint := 0;
  v_page private.found_page := row(null, p_before);
begin
  loop
    v_page := private.search_runs(p_actor, p_filter, v_page.next_before, 5000, v_until - clock_timestamp());
    v_count := v_count + cardinality(v_page.ids);
    exit when v_page.next_before is null or clock_timestamp() > v_until;
  end loop;
  return jsonb_build_object('count', v_count, 'complete', v_page.next_before is null);
end
$$;

-- The same for screens. Whoever is not an operator finds nothing.
create function private.reader() returns private.actor
language sql stable set search_path = ''
return private.authenticate(jsonb_build_object('user_id', (select auth.uid())), now());

create function public.find_runs(filter jsonb, before bigint default null, max_rows integer default 50) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_page private.found_page := private.search_runs(private.reader(), filter, before, least(max_rows, 100));
begin
  return jsonb_build_object('run_ids', to_jsonb(v_page.ids), 'next_before', v_page.next_before);
end
$$;
comment on function public.find_runs(jsonb, bigint, integer) is 'Numbers of runs that meet a filter, newest first, and where to go on.';

create function public.count_runs(filter jsonb) returns jsonb
language sql stable security definer set search_path = ''
return private.count_found_runs(private.reader(), filter, null);
comment on function public.count_runs(jsonb) is 'How many runs meet a filter, counted in bounded time.';

grant execute on function public.find_runs(jsonb, bigint, integer), public.count_runs(jsonb) to authenticated;
