-- Searching one run's log. The log is read in order of its key in windows, until enough is found or the time is up; it then says how far
-- it came. 100,000 lines are one or two answers, so no index over all text of all runs has to be kept while lines are appended.

-- Numbers of lines after p_after that contain p_query, whatever the case and without their colours; most lines have none, and are not touched.
create function private.search_log(
  p_run_id bigint, p_query text, p_after bigint, p_limit integer, p_budget interval default '250 milliseconds'
) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_until timestamptz := clock_timestamp() + p_budget;
  v_wanted text := lower(p_query);
  v_last bigint := coalesce((select e.seq from public.run_events e where e.run_id = p_run_id order by e.seq desc limit 1), 0);
  v_after bigint := greatest(
    p_after, coalesce((select e.seq - 1 from public.run_events e where e.run_id = p_run_id order by e.seq limit 1), 0)
  );
  v_window constant bigint := 5000;
  v_found bigint[] := '{}';
begin
  while v_after < v_last and v_wanted <> '' loop
    v_found := v_found || array(
      select e.seq from public.run_events e
      where e.run_id = p_run_id and e.seq > v_after and e.seq <= v_after + v_window
        and e.kind = 'line' and strpos(lower(
          case when strpos(e.body, e'\x1b') > 0 then regexp_replace(e.body, e'\x1b\\[[0-9;?]*[A-Za-z]', '', 'g') else e.body end
        ), v_wanted) > 0
      order by e.seq limit p_limit - cardinality(v_found)
    );
    v_after := v_after + v_window;
    if cardinality(v_found) >= p_limit then
      v_after := v_found[p_limit];
      exit;
    end if;
    exit when clock_timestamp() > v_until;
  end loop;
  return jsonb_build_object('seqs', to_jsonb(v_found), 'next_after', case when v_after < v_last and v_wanted <> '' then v_after end);
end
$$;

-- The same for screens. Whoever may not see the run finds nothing; that is asked once, not for each line.
create function public.find_log_lines(run_id bigint, query text, after bigint default 0, max_rows integer default 1000) returns jsonb
language sql stable security definer set search_path = ''
return case
  when exists (select from public.runs r where r.id = run_id and private.can_read(r.session_id)) then
    private.search_log(run_id, left(query, 200), after, least(greatest(max_rows, 1), 1000))
  else jsonb_build_object('seqs', '[]'::jsonb, 'next_after', null)
end;
comment on function public.find_log_lines(bigint, text, bigint, integer) is
  'Numbers of a run''s log lines that contain a text, in order, and after which to go on.';
grant execute on function public.find_log_lines(bigint, text, bigint, integer) to authenticated;
