-- What a person is told of: runs that they asked for and that ended. Only people are told, so only their runs are in the index.
create index runs_finished_of_people on public.runs (requested_by, finished_at desc)
  where finished_at is not null and requested_by like 'operator:%';

-- The caller's runs that ended since, the newest first, 50 at most; under row level security.
create function public.my_finished_runs(since timestamptz)
returns table (id bigint, session_id bigint, session_name text, title text, status text, failure_code text, finished_at timestamptz)
language sql stable set search_path = ''
begin atomic
  select r.id, r.session_id, s.name, r.title, r.status, r.failure_code, r.finished_at
  from public.runs r join public.sessions s on s.id = r.session_id
  where r.requested_by = 'operator:' || (select auth.uid()) and r.requested_by like 'operator:%' and r.finished_at >= since
  order by r.finished_at desc limit 50;
end;
revoke execute on function public.my_finished_runs(timestamptz) from public, anon;
grant execute on function public.my_finished_runs(timestamptz) to authenticated;
