-- What the Overview shows, computed from the runs themselves under the reader's rights: no counter, no second table that could disagree.
-- Everything that touches a period has either ended in it or not ended yet; both are found by an index.

-- Runs of a scope: all sessions that the actor sees, or one of them. As text, so that what is not asked costs nothing; $1 the sessions.
create function private.runs_in(p_session_ids bigint[]) returns text
language sql immutable set search_path = ''
return case when p_session_ids is null then 'public.runs r' else '(select * from public.runs s where s.session_id = any ($1)) r' end;

-- Bucket by bucket: what ended and how; how many waited and how many were at work at the bucket's end (now, for the one that is not over).
-- A bucket is the half-open [from, from + step).
create function private.buckets_between(
  p_session_ids bigint[], p_from timestamptz, p_step interval, p_count integer, p_now timestamptz
) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_edges timestamptz[] := array(select p_from + n * p_step from generate_series(0, p_count) n);
  v_result jsonb;
begin
  execute format(
    $query$
      with touching as (
        select r.queued_at, coalesce(r.started_at, r.finished_at) as left_at, r.started_at, r.finished_at, r.status
        from %1$s where r.finished_at >= $2
        union all
        select r.queued_at, r.started_at, case when r.holds_slot then r.started_at end, null, r.status
        from %1$s where r.status in ('queued', 'claimed', 'running', 'waiting') and r.queued_at <= $4
      ), grouped as materialized (
        select width_bucket(t.queued_at, $3) as queued_in, width_bucket(t.left_at, $3) as left_in,
          width_bucket(t.started_at, $3) as started_in, width_bucket(t.finished_at, $3) as finished_in,
          t.queued_at < t.left_at or t.left_at is null as has_waited, t.status, count(*) as runs
        from touching t group by 1, 2, 3, 4, 5, 6
      ), changes (bucket, queued, active) as (
        select g.queued_in, g.runs, 0 from grouped g where g.has_waited
        union all select g.left_in, -g.runs, 0 from grouped g where g.has_waited
        union all select g.started_in, 0, g.runs from grouped g
        union all select g.finished_in, 0, -g.runs from grouped g where g.started_in is not null
      ), depths as (
        select b.bucket, sum(sum(c.queued)) over (order by b.bucket) as queued, sum(sum(c.active)) over (order by b.bucket) as active
        from generate_series(0, $5) as b (bucket) left join changes c on c.bucket = b.bucket
        group by b.bucket
      ), ended as (
        select g.finished_in as bucket, sum(g.runs) filter (where g.status = 'succeeded') as succeeded,
          sum(g.runs) filter (where g.status = 'failed') as failed, sum(g.runs) filter (where g.status = 'cancelled') as cancelled
        from grouped g where g.finished_in is not null group by 1
      )
      select jsonb_agg(jsonb_build_object(
        'from', $3[d.bucket], 'succeeded', coalesce(e.succeeded, 0), 'failed', coalesce(e.failed, 0),
        'cancelled', coalesce(e.cancelled, 0), 'queued', coalesce(d.queued, 0), 'active', coalesce(d.active, 0)
      ) order by d.bucket)
      from depths d left join ended e on e.bucket = d.bucket
      where d.bucket > 0 and $3[d.bucket] <= $4
    $query$, private.runs_in(p_session_ids))
  into v_result using p_session_ids, p_from, v_edges, p_now, p_count;
  return v_result;
end
$$;

-- What ended in [p_from, p_to): how many, how, and how long half and 95 of 100 of them waited and ran, in seconds. Percentiles are of
-- every p_sample-th run.
create function private.ended_between(p_session_ids bigint[], p_from timestamptz, p_to timestamptz, p_sample bigint) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_result jsonb;
begin
  execute format(
    $query$
      select jsonb_build_object(
        'succeeded', count(*) filter (where r.status = 'succeeded'), 'failed', count(*) filter (where r.status = 'failed'),
        'cancelled', count(*) filter (where r.status = 'cancelled'), 'sample', $4,
        'wait', percentile_cont(array[0.5, 0.95]) within group (order by date_part('epoch', r.started_at - r.queued_at))
          filter (where r.started_at is not null and r.id %% $4 = 0),
        'duration', percentile_cont(array[0.5, 0.95]) within group (order by date_part('epoch', r.finished_at - r.started_at))
          filter (where r.started_at is not null and r.id %% $4 = 0)
      )
      from %s where r.finished_at >= $2 and r.finished_at < $3
    $query$, private.runs_in(p_session_ids))
  into v_result using p_session_ids, p_from, p_to, p_sample;
  return v_result;
end
$$;

-- What failed since p_from: by code, and which templates failed most often (a run of ad-hoc steps has none).
create function private.failures_since(p_session_ids bigint[], p_from timestamptz) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_result jsonb;
begin
  execute format(
    $query$
      with ended as materialized (
        select r.template_version_id, r.failure_code, count(*) as runs from %s where r.finished_at >= $2 group by 1, 2
      ), codes as (
        select e.failure_code as code, sum(e.runs) as runs from ended e where e.failure_code is not null group by 1
      ), templates as (
        select t.slug, (array_agg(v.definition ->> 'name' order by v.version desc))[1] as name, sum(e.runs) filter (where e.failure_code is not null) as failed, sum(e.runs) as ended
        from ended e join public.run_template_versions v on v.id = e.template_version_id join public.run_templates t on t.id = v.template_id
        group by t.id having sum(e.runs) filter (where e.failure_code is not null) > 0
        order by 3 desc, 4, 1 limit 8
      )
      select jsonb_build_object(
        'codes', (select coalesce(jsonb_agg(to_jsonb(c) order by c.runs desc, c.code), '[]') from codes c),
        'templates', (select coalesce(jsonb_agg(to_jsonb(t) order by t.failed desc, t.ended, t.slug), '[]') from templates t)
      )
    $query$, private.runs_in(p_session_ids))
  into v_result using p_session_ids, p_from;
  return v_result;
end
$$;

-- The lanes of limited capacity whose slots were in use most, as a share of their time since p_from: from a run's first claim to its end.
create function private.busy_lanes(p_session_ids bigint[], p_from timestamptz, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_result jsonb;
begin
  execute format(
    $query$
      with busy as (
        select r.lane_id, sum(date_part('epoch', least(coalesce(r.finished_at, $3), $3) - greatest(r.started_at, $2))) as seconds
        from (
          select r.lane_id, r.started_at, r.finished_at from %1$s where r.finished_at >= $2 and r.started_at is not null
          union all
          select r.lane_id, r.started_at, null from %1$s where r.holds_slot and r.started_at < $3
        ) r
        group by r.lane_id
      )
      select jsonb_agg(to_jsonb(t) order by t.share desc, t.lane_id)
      from (
        select b.lane_id, l.name as lane, l.session_id, s.name as session, l.capacity,
          least(1, round((b.seconds / (l.capacity * nullif(extract(epoch from $3 - $2), 0)))::numeric, 4)) as share
        from busy b join public.lanes l on l.id = b.lane_id join public.sessions s on s.id = l.session_id
        where l.capacity is not null
        order by 6 desc, 1 limit 8
      ) t
    $query$, private.runs_in(p_session_ids))
  into v_result using p_session_ids, p_from, p_now;
  return coalesce(v_result, '[]');
end
$$;

-- What is so at this moment. Slots are those of workers that called within their lease and are not draining.
create function private.work_now(p_session_ids bigint[], p_now timestamptz) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_result jsonb;
begin
  execute format(
    $query$
      select jsonb_build_object(
        'queued', count(*) filter (where r.status = 'queued' and not r.holds_slot and (r.available_at is null or r.available_at <= $2)),
        'delayed', count(*) filter (where r.status = 'queued' and not r.holds_slot and r.available_at > $2),
        'active', count(*) filter (where r.holds_slot and r.status <> 'waiting'), 'waiting', count(*) filter (where r.status = 'waiting'),
        'workers', (select count(*) from public.workers w where w.last_seen_at > $2 - interval '15 seconds'),
        'slots', (select coalesce(sum(w.slots), 0) from public.workers w where w.last_seen_at > $2 - interval '15 seconds' and w.drain_requested_at is null)
      )
      from %s where r.status in ('queued', 'claimed', 'running', 'waiting')
    $query$, private.runs_in(p_session_ids))
  into v_result using p_session_ids, p_now;
  return v_result;
end
$$;

-- A period's length, buckets of it, and how long one is. Buckets begin at round times, so that a chart does not shift under the eye.
create function private.overview_period(p_period text, out length interval, out step interval, out buckets integer)
language sql immutable set search_path = ''
begin atomic
  select p.length, p.step, (extract(epoch from p.length) / extract(epoch from p.step))::integer
  from (values ('1h', interval '1 hour', interval '1 minute'), ('24h', interval '24 hours', interval '30 minutes'), ('7d', interval '7 days', interval '3 hours'))
    as p (name, length, step)
  where p.name = p_period;
end;

-- Sequential scans are never worth it: of a period's runs an index holds all that is counted. Other processes need the processors too.
create function private.overview(p_actor private.actor, p_period text, p_session_id bigint, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = '' set enable_seqscan = off set max_parallel_workers_per_gather = 0 as $$
declare
  v_sessions bigint[] := (private.scope_of(p_actor)).session_ids;
  v_period record := private.overview_period(p_period);
  v_from timestamptz := date_bin(v_period.step, p_now, 'epoch') + v_period.step - v_period.length;
  v_buckets jsonb;
  -- Of more than so many runs, every n-th by number stands for the others where percentiles are computed.
  v_sample bigint;
begin
  if p_actor.role is null then
    perform private.refuse('forbidden', 'You are signed in but not an operator yet; an admin has to invite you.');
  elsif v_period.length is null then
    perform private.refuse('invalid_input', format('There is no period %s.', p_period));
  end if;
  if p_session_id is not null then
    perform private.require_session(p_actor, p_session_id, p_open => false);
    v_sessions := array[p_session_id];
  end if;
  v_buckets := private.buckets_between(v_sessions, v_from, v_period.step, v_period.buckets, p_now);
  v_sample := (
    select greatest(1, ceil(sum(b.succeeded + b.failed + b.cancelled) / 50000)::bigint)
    from jsonb_to_recordset(v_buckets) as b (succeeded bigint, failed bigint, cancelled bigint)
  );
  return jsonb_build_object(
    'at', p_now, 'from', v_from, 'step_seconds', extract(epoch from v_period.step)::integer,
    'now', private.work_now(v_sessions, p_now),
    'current', private.ended_between(v_sessions, v_from, 'infinity', v_sample),
    -- As long as the current period has lasted so far.
    'previous', private.ended_between(v_sessions, v_from - v_period.length, p_now - v_period.length, v_sample),
    'buckets', v_buckets,
    'failures', private.failures_since(v_sessions, v_from),
    'lanes', private.busy_lanes(v_sessions, v_from, p_now)
  );
end
$$;

create function public.overview(period text, session_id bigint default null) returns jsonb
language sql stable security definer set search_path = ''
return private.overview(private.reader(), period, session_id, now());
comment on function public.overview(text, bigint) is 'What went on in the last 1h, 24h or 7d, of all sessions that the reader sees or of one.';
grant execute on function public.overview(text, bigint) to authenticated;
