-- How long logs and artifacts are kept. The run itself, its attempts and steps stay for ever, and with them the log's count and head.

create table public.retention (
  only_row boolean primary key default true,
  keep_succeeded_days integer default 30,
  keep_failed_days integer default 90,
  changed_at timestamptz,
  changed_by text,
  constraint there_is_one_row check (only_row),
  constraint days_are_1_to_3650 check (keep_succeeded_days between 1 and 3650 and keep_failed_days between 1 and 3650),
  constraint a_change_says_who check ((changed_at is null) = (changed_by is null))
);
comment on table public.retention is 'Days after their end for which logs and artifacts of runs are kept; null is for ever. Failed: cancelled, too.';
insert into public.retention default values;
alter table public.retention enable row level security;
grant select on public.retention to authenticated;
create policy "operators see the retention" on public.retention for select to authenticated
  using ((select private.has_role(array['admin', 'operator', 'auditor'])));

create table private.run_holds (
  run_id bigint not null references public.runs (id),
  reason text not null,
  held_at timestamptz not null,
  primary key (run_id, reason),
  constraint reason_is_short check (length(reason) between 1 and 200)
);
comment on table private.run_holds is 'Why a run''s log and artifacts may not be purged, e.g. "proof bundle 7". Each reason is released for itself.';
alter table private.run_holds enable row level security;

-- Keeps a run's log and artifacts from every purge until the reason is released. Refuses not_found, and run_purged where nothing is left to keep.
create function private.hold_run(p_run_id bigint, p_reason text, p_now timestamptz default now()) returns void
language plpgsql set search_path = '' as $$
declare
  v_run public.runs;
begin
  -- Against a purge at the same moment, which locks the run's row, too.
  select r.* into v_run from public.runs r where r.id = p_run_id for no key update;
  if not found then
    perform private.refuse('not_found', format('There is no run %s.', p_run_id));
  elsif v_run.purged_at is not null then
    perform private.refuse('run_purged', format('The log of run %s was purged on %s.', p_run_id, (v_run.purged_at at time zone 'UTC')::date));
  end if;
  update public.runs r set held = true where r.id = p_run_id and not r.held;
  insert into private.run_holds (run_id, reason, held_at) values (p_run_id, p_reason, p_now) on conflict do nothing;
end
$$;

create function private.release_run_hold(p_run_id bigint, p_reason text) returns void
language plpgsql set search_path = '' as $$
begin
  -- Against a hold at the same moment: the run's row is locked before its holds are counted.
  perform from public.runs r where r.id = p_run_id for no key update;
  delete from private.run_holds h where h.run_id = p_run_id and h.reason = p_reason;
  update public.runs r set held = false
  where r.id = p_run_id and r.held and not exists (select from private.run_holds h where h.run_id = p_run_id);
end
$$;

-- Purges the logs and artifacts of runs whose time is over: at most `p_limit` runs, and none more once `p_entries` entries have gone.
-- One status at a time, so that the index gives the oldest first whatever their days. Nobody waits: a locked run is left to the next time.
create function private.purge_old_runs(p_limit integer, p_entries bigint, p_now timestamptz) returns integer
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  v_retention public.retention := (select t from public.retention t);
  v_status text;
  v_run_id bigint;
  v_before timestamptz;
  v_runs integer := 0;
  v_entries bigint := 0;
begin
  foreach v_status in array array['succeeded', 'failed', 'cancelled'] loop
    v_before := p_now - make_interval(
      days => case v_status when 'succeeded' then v_retention.keep_succeeded_days else v_retention.keep_failed_days end
    );
    while v_runs < p_limit and v_entries < p_entries loop
      select r.id into v_run_id from public.runs r
      where r.status = v_status and r.finished_at < v_before and r.finished_at is not null and r.purged_at is null and not r.held
      order by r.finished_at limit 1 for no key update skip locked;
      exit when not found;
      v_entries := v_entries + private.purge_run_log(v_run_id, 'retention', p_now);
      v_runs := v_runs + 1;
    end loop;
  end loop;
  return v_runs;
end
$$;
