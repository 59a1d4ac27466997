-- Broadcast from the database. Hints carry ids and numbers, never bodies; they are never the record of truth, because realtime.send
-- swallows its own errors.

create table private.hint_throttle (
  topic text primary key,
  sent_at timestamptz not null
);
comment on table private.hint_throttle is 'When a topic that tells only "something changed" last did.';
alter table private.hint_throttle enable row level security;

-- Sends events with their payloads to topics, in order. One insert for all of them, as realtime.send makes one for each: that function costs a
-- savepoint and a prepared statement a topic. Should the service's table ever refuse ours, each goes its way, which at worst loses it with a warning.
create function private.broadcast(p_events text[], p_topics text[], p_payloads jsonb[]) returns void
language plpgsql set search_path = '' as $$
begin
  begin
    insert into realtime.messages (id, payload, event, topic, private, extension)
    select m.id, m.payload || jsonb_build_object('id', m.id), m.event, m.topic, true, 'broadcast'
    from (select gen_random_uuid() as id, t.* from unnest(p_events, p_topics, p_payloads) as t (event, topic, payload)) m;
    return;
  exception when others then
    null;
  end;
  perform realtime.send(t.payload, t.event, t.topic, true) from unnest(p_events, p_topics, p_payloads) as t (event, topic, payload);
end
$$;

-- Sends {} to a private topic unless it was sent within `p_every`. Nobody waits for it: a concurrent sender means it is being sent.
create function private.hint(p_topic text, p_event text, p_every interval) returns void
language plpgsql set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  -- Most calls end here, with a look: the upsert below would lock and rewrite the row for each of them.
  if exists (select from private.hint_throttle t where t.topic = p_topic and t.sent_at > v_now - p_every)
    or not pg_try_advisory_xact_lock(hashtextextended('hint:' || p_topic, 0)) then
    return;
  end if;
  insert into private.hint_throttle as t (topic, sent_at) values (p_topic, v_now)
  on conflict (topic) do update set sent_at = v_now where t.sent_at <= v_now - p_every;
  if found then
    perform realtime.send('{}'::jsonb, p_event, p_topic, true);
  end if;
end
$$;

-- What a session's readers are told of its runs. A worker's call changes fifty at most; where more come at once, they look at all of it.
create function private.session_hint(p_hints jsonb) returns jsonb
language sql stable parallel safe
return jsonb_build_object('runs', case when jsonb_array_length(p_hints) <= 50 then p_hints end);

-- Where the workers listen that may claim in one of these lanes. It and the next have no SET clause, so that the planner inlines them.
create function private.wake_topics(p_lane_ids bigint[]) returns setof text
language sql stable
begin atomic
  select distinct s.wake_topic
  from public.lanes l
  join public.api_keys k on (k.session_ids = '{}' or l.session_id = any (k.session_ids)) and (k.lane_ids = '{}' or l.id = any (k.lane_ids))
  join private.api_key_secrets s on s.api_key_id = k.id
  where l.id = any (p_lane_ids)
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and 'runs.work' = any (k.scopes);
end;

create function private.wake_every() returns interval
language sql immutable parallel safe
return interval '50 milliseconds';

-- Every transition writes a log entry, so who appends it calls this with the new heads, and everybody is told: each run's readers, its session's,
-- and, of a transition, the list of all runs. No trigger of run_events: what it would gather from the rows, their writer knows.
create function private.send_run_hints(p_heads private.log_heads[], p_transition boolean) returns void
language plpgsql set search_path = '' as $$
declare
  v_session_id bigint;
  v_hint jsonb;
  v_sessions bigint[];
  v_hints jsonb[];
  v_events text[];
  v_topics text[];
  v_payloads jsonb[];
begin
  if cardinality(p_heads) = 1 then
    -- What comes alone does not wait for a plan for many.
    select r.session_id, jsonb_build_object('run_id', r.id, 'seq', p_heads[1].seq, 'status', r.status)
    into v_session_id, v_hint from public.runs r where r.id = p_heads[1].run_id;
    v_events := array['run_changed', 'runs_changed'];
    v_topics := array['run:' || p_heads[1].run_id, 'session:' || v_session_id];
    v_payloads := array[v_hint, jsonb_build_object('runs', jsonb_build_array(v_hint))];
  else
    select array_agg(r.session_id), array_agg(jsonb_build_object('run_id', h.run_id, 'seq', h.seq, 'status', r.status))
    into v_sessions, v_hints from unnest(p_heads) h join public.runs r on r.id = h.run_id;
    select array_agg(m.event), array_agg(m.topic), array_agg(m.payload) into v_events, v_topics, v_payloads
    from (
      select 'run_changed', 'run:' || (h.hint ->> 'run_id'), h.hint from unnest(v_hints) h (hint)
      union all
      select 'runs_changed', 'session:' || h.session_id, private.session_hint(jsonb_agg(h.hint))
      from unnest(v_sessions, v_hints) h (session_id, hint) group by h.session_id
    ) m (event, topic, payload);
  end if;
  perform private.broadcast(v_events, v_topics, v_payloads);
  if p_transition then
    perform private.hint('runs', 'runs_changed', interval '1 second');
  end if;
end
$$;

-- Tells of new runs (each with its session): the sessions' readers and the list of all runs, and the workers of every key that may claim in one of
-- these lanes. A new run has no reader yet.
create function private.send_new_run_hints(p_run_ids bigint[], p_session_ids bigint[], p_due_lanes bigint[]) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan set enable_bitmapscan = off as $$
begin
  perform private.broadcast(array_agg('runs_changed'::text), array_agg('session:' || n.session_id), array_agg(n.payload))
  from (
    select r.session_id, private.session_hint(jsonb_agg(jsonb_build_object('run_id', r.run_id, 'seq', 1, 'status', 'queued'))) as payload
    from unnest(p_run_ids, p_session_ids) r (run_id, session_id) group by r.session_id
  ) n;
  -- Most calls end here: these were told a moment ago.
  perform private.hint(h.topic, h.event, h.every)
  from (
    select 'runs' as topic, 'runs_changed' as event, interval '1 second' as every
    union all
    select w.topic, 'wake', private.wake_every() from private.wake_topics(p_due_lanes) w (topic)
  ) h
  where not exists (select from private.hint_throttle t where t.topic = h.topic and t.sent_at > clock_timestamp() - h.every);
end
$$;

-- Wakes the workers of every key that may claim in one of these lanes: there is work, or a cancel to notice.
create function private.wake_workers(p_lane_ids bigint[]) returns void
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  perform private.hint(w.topic, 'wake', private.wake_every()) from private.wake_topics(p_lane_ids) w (topic);
end
$$;
