-- Approvals: a run asks people to decide before it goes on. Who changes one holds its run's lock.

create table public.approvals (
  id bigint generated always as identity primary key,
  run_id bigint not null references public.runs (id),
  attempt integer not null,
  step integer not null,
  session_id bigint not null references public.sessions (id),
  step_name text not null,
  title text not null,
  body text not null,
  input_schema jsonb not null,
  input jsonb,
  digest text not null,
  roles text[] not null,
  min_count integer not null,
  not_requester boolean not null,
  asked_by text[] not null,
  on_deadline text not null,
  deadline_at timestamptz not null,
  status text not null default 'pending',
  requested_at timestamptz not null,
  decided_at timestamptz,
  foreign key (run_id, attempt, step) references public.run_steps (run_id, attempt, step),
  constraint an_attempt_asks_once_in_a_step unique (run_id, attempt, step),
  constraint status_is_known check (status in ('pending', 'approved', 'rejected', 'expired', 'cancelled')),
  constraint a_decided_approval_says_when check ((status = 'pending') = (decided_at is null)),
  constraint on_deadline_is_known check (on_deadline in ('approve', 'reject', 'fail')),
  constraint roles_are_known check (cardinality(roles) > 0 and roles <@ array['admin', 'operator', 'api_key']),
  constraint min_count_is_positive check (min_count > 0),
  constraint body_is_16_kb_at_most check (octet_length(body) <= 16384),
  constraint input_is_an_object_of_8_kb_at_most check (jsonb_typeof(input) = 'object' and octet_length(input::text) <= 2 * 8192),
  constraint digest_is_sha256 check (digest ~ '^[0-9a-f]{64}$')
);
create index approvals_session_id on public.approvals (session_id, id desc);
create index approvals_pending on public.approvals (deadline_at) where status = 'pending';
comment on table public.approvals is 'What a run asked in a step of kind approval, and how it was decided.';
comment on column public.approvals.digest is 'SHA-256 of what is shown: a decision names it, so that nobody decides on what they have not seen.';
comment on column public.approvals.input is 'As the first to approve gave it, or by its defaults where its deadline approves; null until then. Who approves next sees it, too.';
comment on column public.approvals.asked_by is 'Actors who have asked for the run in some way by now (private.askers_of); not_requester keeps them all, and API keys they made, from deciding.';

create table public.approval_decisions (
  approval_id bigint not null references public.approvals (id),
  actor text not null,
  session_id bigint not null references public.sessions (id),
  actor_name text not null,
  decision text not null,
  comment text,
  digest text not null,
  decided_at timestamptz not null,
  primary key (approval_id, actor),
  constraint decision_is_known check (decision in ('approve', 'reject')),
  constraint comment_is_short check (length(comment) between 1 and 2000)
);
create index approval_decisions_session_id on public.approval_decisions (session_id);
comment on table public.approval_decisions is 'Who decided what on an approval; the last word of each.';

alter table public.approvals enable row level security;
alter table public.approval_decisions enable row level security;
grant select on public.approvals, public.approval_decisions to authenticated;
create policy "readers of a session see its approvals" on public.approvals for select to authenticated using (private.can_read(session_id));
create policy "readers of a session see its decisions" on public.approval_decisions for select to authenticated using (private.can_read(session_id));

-- Of every text that is shown with its length before it, as in the log's hashes.
create function private.approval_digest(p_approval public.approvals) returns text
language sql stable set search_path = ''
return encode(sha256(
  private.hash_field((p_approval).run_id::text) || private.hash_field((p_approval).attempt::text) || private.hash_field((p_approval).step::text)
  || private.hash_field((p_approval).title) || private.hash_field((p_approval).body)
  || private.hash_field((p_approval).input_schema::text) || private.hash_field(coalesce((p_approval).input, '{}')::text)
), 'hex');

-- How many more have to approve.
create function private.approvals_missing(p_approval public.approvals) returns bigint
language sql stable set search_path = ''
return (p_approval).min_count - (
  select count(*) from public.approval_decisions d where d.approval_id = (p_approval).id and d.decision = 'approve'
);

-- Some actors and, of those that are API keys, who made them: whoever has a key in hand can act by it. setup is nobody.
create function private.with_makers(p_actors text[]) returns text[]
language sql stable set search_path = ''
begin atomic
  with recursive makers (actor) as (
    select unnest(p_actors)
    union
    select k.created_by from makers m join public.api_keys k on 'api_key:' || k.id = m.actor where k.created_by <> 'setup'
  )
  select array_agg(m.actor order by m.actor) from makers m;
end;

-- Who has asked for a run: its requester, the owner of its schedule, who retried it; and who made the API keys among them.
create function private.askers_of(p_run public.runs) returns text[]
language sql stable set search_path = ''
return private.with_makers((p_run).requested_by || coalesce((p_run).also_asked_by, '{}'));

-- The definition of the approval step that is running in an attempt.
create function private.approval_step(p_run public.runs, out step integer, out definition jsonb)
language sql stable set search_path = ''
begin atomic
  select s.step, private.definition_of(p_run) -> 'steps' -> s.step
  from public.run_steps s
  where s.run_id = (p_run).id and s.attempt = (p_run).attempt and s.status = 'running' and s.kind = 'approval';
end;

create function private.approval_deadline(p_run public.runs, p_now timestamptz) returns timestamptz
language sql stable set search_path = ''
return p_now + make_interval(secs => ((private.approval_step(p_run)).definition ->> 'deadline_seconds')::double precision);

-- Everybody who looks at a list of approvals learns that it has changed.
create function private.tell_of_approvals() returns void
language sql volatile set search_path = ''
begin atomic
  select realtime.send('{}'::jsonb, 'approvals_changed', 'runs', true);
end;

-- Asks: the run has become waiting. Title and body come from the worker, which has filled in their placeholders.
create function private.request_approval(p_run public.runs, p_shown jsonb, p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
declare
  v_step record := private.approval_step(p_run);
  v_approval public.approvals;
begin
  v_approval.run_id := p_run.id;
  v_approval.attempt := p_run.attempt;
  v_approval.step := v_step.step;
  v_approval.title := p_shown ->> 'title';
  v_approval.body := p_shown ->> 'body';
  v_approval.input_schema := v_step.definition -> 'input_schema';
  insert into public.approvals (
    run_id, attempt, step, session_id, step_name, title, body, input_schema, digest, roles, min_count, not_requester, asked_by,
    on_deadline, deadline_at, requested_at
  )
  values (
    p_run.id, p_run.attempt, v_step.step, p_run.session_id, v_step.definition ->> 'name', v_approval.title, v_approval.body,
    v_approval.input_schema, private.approval_digest(v_approval),
    array(select jsonb_array_elements_text(v_step.definition #> '{approvers,roles}')),
    (v_step.definition #>> '{approvers,count}')::integer, (v_step.definition #>> '{approvers,not_requester}')::boolean, private.askers_of(p_run),
    v_step.definition ->> 'on_deadline', private.approval_deadline(p_run, p_now), p_now
  )
  returning * into v_approval;
  perform private.log_transition(p_run.id, p_run.attempt, 'approval_requested', jsonb_build_object(
    'approval_id', v_approval.id, 'title', v_approval.title, 'digest', v_approval.digest, 'deadline_at', v_approval.deadline_at,
    'on_deadline', v_approval.on_deadline, 'approvals', v_approval.min_count
  ), p_now, v_step.step);
  perform private.tell_of_approvals();
end
$$;

-- Ends a pending approval of a run's attempt, if there is one, without a word to the run.
create function private.close_approval(p_run public.runs, p_status text, p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  update public.approvals a set status = p_status, decided_at = p_now
  where a.run_id = p_run.id and a.attempt = p_run.attempt and a.status = 'pending';
  if found then
    perform private.tell_of_approvals();
  end if;
end
$$;

-- What later steps learn of a decision; contracts/step.ts keeps its names free. Comments of twenty may be more than a step may leave: then they
-- are cut to 1,000 characters, as names are, which fits whatever the input is. The decisions have them whole.
create function private.approval_outputs(p_approval public.approvals) returns jsonb
language sql stable set search_path = ''
begin atomic
  with said as (
    select coalesce(left(string_agg(d.actor_name, ', ' order by d.decided_at, d.actor), 1000), '') as names,
      coalesce(string_agg(d.comment, e'\n' order by d.decided_at, d.actor), '') as comments
    from public.approval_decisions d where d.approval_id = (p_approval).id and d.decision = 'approve'
  ), whole as (
    select coalesce((p_approval).input, '{}') || jsonb_build_object('decided_by', s.names, 'comment', s.comments) as outputs, s.comments from said s
  )
  select case
    when octet_length(w.outputs::text) <= 2 * 16384 then w.outputs
    else w.outputs || jsonb_build_object('comment', left(w.comments, 1000) || ' … [cut]')
  end
  from whole w;
end;

-- The decision has been made: the run, whose row the caller has locked, goes on after the step, or fails.
create function private.conclude_approval(p_run public.runs, p_approval public.approvals, p_status text, p_error text, p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
declare
  v_failure_code text := case p_status when 'expired' then 'approval_expired' else 'rejected' end;
begin
  perform private.close_approval(p_run, p_status, p_now);
  if p_status = 'approved' then
    perform private.resume_run(p_run, private.approval_outputs(p_approval), p_now);
    perform private.wake_workers(array[p_run.lane_id]);
    return;
  end if;
  update public.run_steps s set status = 'failed', failure_code = v_failure_code, error = p_error, finished_at = p_now
  where s.run_id = p_run.id and s.attempt = p_run.attempt and s.status = 'running';
  update public.runs r
  set status = 'failed', failure_code = v_failure_code, error = p_error, available_at = null, resuming = false, finished_at = p_now
  where r.id = p_run.id;
  perform private.append_log(p_run.id, p_run.attempt, array[
    row(
      p_approval.step, 'system', 'step_finished',
      jsonb_build_object('status', 'failed', 'failure_code', v_failure_code, 'error', p_error)::text, p_now
    )::private.log_entry,
    row(
      null, 'system', 'run_failed', jsonb_build_object('failure_code', v_failure_code, 'error', p_error)::text, p_now
    )::private.log_entry
  ], p_now);
  perform private.wake_workers(array[p_run.lane_id]);
end
$$;

-- The input of an approval that nobody gave one: the defaults of its properties. contracts/deadline-input.ts refuses steps for which that is not enough.
create function private.default_input(p_schema jsonb) returns jsonb
language sql immutable set search_path = ''
return (
  select coalesce(jsonb_object_agg(p.key, p.value -> 'default') filter (where p.value ? 'default'), '{}')
  from jsonb_each(p_schema -> 'properties') p
);

-- At its deadline an approval becomes what its step says, or expires where that cannot be: a run that cannot go on may keep no other from becoming
-- due. False when a due, waiting run, whose row the caller has locked, waits for none.
create function private.expire_approval(p_run public.runs, p_now timestamptz) returns boolean
language plpgsql set search_path = '' as $$
declare
  v_approval public.approvals;
  v_sqlstate text;
  v_message text;
begin
  select a.* into v_approval from public.approvals a
  where a.run_id = p_run.id and a.attempt = p_run.attempt and a.status = 'pending';
  if not found then
    return false;
  end if;
  begin
    perform private.conclude_at_deadline(p_run, v_approval, p_now);
  exception when others then
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
    if not private.comes_again(v_sqlstate) then
      raise;
    end if;
    perform private.conclude_approval(
      p_run, v_approval, 'expired', left(format('"%s" could not become at its deadline what its step says: %s', v_approval.title, v_message), 4000), p_now
    );
  end;
  return true;
end
$$;

create function private.conclude_at_deadline(p_run public.runs, p_approval public.approvals, p_now timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  if p_approval.on_deadline = 'approve' and p_approval.input is null then
    p_approval.input := private.default_input(p_approval.input_schema);
    update public.approvals a set input = p_approval.input, digest = private.approval_digest(p_approval) where a.id = p_approval.id;
  end if;
  perform private.log_transition(
    p_run.id, p_run.attempt, 'approval_expired', jsonb_build_object(
      'approval_id', p_approval.id, 'outcome', p_approval.on_deadline, 'input', p_approval.input
    ), p_now, p_approval.step
  );
  perform private.conclude_approval(
    p_run, p_approval, case p_approval.on_deadline when 'approve' then 'approved' when 'reject' then 'rejected' else 'expired' end,
    format('Nobody had decided on "%s" before its deadline.', p_approval.title), p_now
  );
end
$$;
