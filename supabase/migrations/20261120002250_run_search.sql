-- Finding runs among millions. Any mix of conditions is answered in bounded time: the search walks back from the newest run in
-- windows of numbers and stops when it has a page, or when its time is up; it then says how far it came.

-- contracts/run-filter.ts as conditions on the row r, for a statement whose $1 is the filter. Only those that are asked for, so that
-- each may have its index.
create function private.run_conditions(p_filter jsonb) returns text
language sql immutable set search_path = ''
return concat_ws(' and ',
  'true',
  case when p_filter ? 'run_ids' then 'r.id = any (array(select n::bigint from jsonb_array_elements_text($1 -> ''run_ids'') n))' end,
  case when p_filter ? 'session_id' then 'r.session_id = ($1 ->> ''session_id'')::bigint' end,
  case when p_filter ? 'status' then 'r.status = any (array(select jsonb_array_elements_text($1 -> ''status'')))' end,
  case when p_filter ? 'lane' then 'r.lane_id = any (array(select l.id from public.lanes l where l.name = $1 ->> ''lane''))' end,
  case when p_filter ? 'template' then
    'r.template_version_id = any (array(
       select v.id from public.run_template_versions v join public.run_templates t on t.id = v.template_id where t.slug = $1 ->> ''template''
     ))' end,
  case when p_filter ? 'requested_by' then 'r.requested_by_name = $1 ->> ''requested_by''' end,
  case when p_filter ? 'failure_code' then 'r.failure_code = $1 ->> ''failure_code''' end,
  case when p_filter ? 'created_from' then 'r.created_at >= ($1 ->> ''created_from'')::timestamptz' end,
  case when p_filter ? 'created_to' then 'r.created_at < ($1 ->> ''created_to'')::timestamptz' end,
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

create type private.run_search as (run_ids bigint[], next_before bigint);

-- Up to p_limit runs before p_before (null: from the newest) that the actor sees and that meet the filter, newest first.
-- next_before: where to go on, null when there are no more. Fewer rows than p_limit and a next_before: the time was up.
create function private.search_runs(
  p_actor private.actor, p_filter jsonb, p_before bigint, p_limit integer, p_budget interval default '60 milliseconds'
) returns private.run_search
language plpgsql stable set search_path = '' as $$
declare
  v_scope record := private.scope_of(p_actor);
  v_until timestamptz := clock_timestamp() + p_budget;
  v_oldest bigint := (select r.id from public.runs r order by r.id limit 1);
  v_before bigint := coalesce(p_before, (select r.id + 1 from public.runs r order by r.id desc limit 1));
  v_window bigint := 2048; -- small at first, because most lists are found at the top
  v_result private.run_search := row('{}'::bigint[], null);
  v_found bigint[];
begin
  while v_before > v_oldest loop
    execute format(
      $query$
        select array(
          select r.id from public.runs r
          where r.id < $2 and r.id >= $3 and %s %s %s
          order by r.id desc
          limit $4
        )
      $query$,
      private.run_conditions(p_filter),
      case when v_scope.session_ids is not null then 'and r.session_id = any ($5)' end,
      case when v_scope.lane_ids is not null then 'and r.lane_id = any ($6)' end
    )
    into v_found
    using p_filter, v_before, v_before - v_window, p_limit - cardinality(v_result.run_ids), v_scope.session_ids, v_scope.lane_ids;
    v_result.run_ids := v_result.run_ids || v_found;
    v_before := v_before - v_window;
    if cardinality(v_result.run_ids) >= p_limit then
      v_before := v_result.run_ids[p_limit];
      exit;
    end if;
    -- Numbers follow the time of creation but for the seconds that a create may take: all that is older still is too old.
    if (select r.created_at from public.runs r where r.id >= v_before order by r.id limit 1)
      < (p_filter ->> 'created_from')::timestamptz - interval '1 minute' then
      v_before := v_oldest;
    end if;
    exit when clock_timestamp() > v_until;
    v_window := least(v_window * 4, 65536);
  end loop;
  v_result.next_before := case when v_before > v_oldest then v_before end;
  return v_result;
end
$$;

-- How many runs meet the filter, counted in bounded time: "complete" is false when there may be more.
create function private.count_found_runs(p_actor private.actor, p_filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_until timestamptz := clock_timestamp() + interval '250 milliseconds';
  v_count bigint := 0;
  v_page private.run_search;
begin
  loop
    v_page := private.search_runs(p_actor, p_filter, v_page.next_before, 5000, v_until - clock_timestamp());
    v_count := v_count + cardinality(v_page.run_ids);
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
  v_page private.run_search := private.search_runs(private.reader(), filter, before, least(max_rows, 100));
begin
  return to_jsonb(v_page);
end
$$;
comment on function public.find_runs(jsonb, bigint, integer) is 'Numbers of runs that meet a filter, newest first, and where to go on.';

create function public.count_runs(filter jsonb) returns jsonb
language sql stable security definer set search_path = ''
return private.count_found_runs(private.reader(), filter);
comment on function public.count_runs(jsonb) is 'How many runs meet a filter, counted in bounded time.';

grant execute on function public.find_runs(jsonb, bigint, integer), public.count_runs(jsonb) to authenticated;
