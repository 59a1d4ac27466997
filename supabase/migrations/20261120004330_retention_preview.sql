insert into private.commands (name, function_name, kind, roles, scope) values
  ('retention.preview', 'preview_retention', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

create index run_log_purges_purged_at on public.run_log_purges (purged_at);

-- How many runs the maintenance would purge now if these days held; counted up to 10,000 of each status.
create function private.count_purgeable(p_statuses text[], p_days integer) returns integer
language sql stable set search_path = ''
return case when p_days is null then 0 else (
  select coalesce(sum(c.n), 0)::integer from unnest(p_statuses) as status (name) cross join lateral (
    select count(*) as n from (
      select from public.runs r
      where r.status = status.name and r.finished_at < now() - make_interval(days => p_days)
        and r.finished_at is not null and r.purged_at is null and not r.held
      limit 10000
    ) purgeable
  ) c
) end;

create function private.preview_retention(p_actor private.actor, p_input jsonb) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object(
  'succeeded_runs', private.count_purgeable(array['succeeded'], (p_input ->> 'keep_succeeded_days')::integer),
  'failed_runs', private.count_purgeable(array['failed', 'cancelled'], (p_input ->> 'keep_failed_days')::integer),
  'held_runs', (select count(*) from (select from private.run_holds h group by h.run_id limit 10000) held),
  'last_purged_at', (select p.purged_at from public.run_log_purges p order by p.purged_at desc limit 1)
);
