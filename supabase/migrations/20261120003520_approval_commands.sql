-- Deciding. Locks: run, then its approval, which nobody changes without the run.

insert into private.commands (name, function_name, kind, roles, scope) values
  ('approvals.approve', 'approve_approval', 'operator', array['admin', 'operator'], 'runs.write'),
  ('approvals.reject', 'reject_approval', 'operator', array['admin', 'operator'], 'runs.write'),
  ('approvals.list', 'list_approvals', 'query', array['admin', 'operator', 'auditor'], 'runs.read');

-- contracts/approval.ts Approval.
create function private.approval_json(p_approval public.approvals) returns jsonb
language sql stable set search_path = ''
return to_jsonb(p_approval) || jsonb_build_object(
  'run_title', (select r.title from public.runs r where r.id = (p_approval).run_id),
  'decisions', (
    select coalesce(jsonb_agg(jsonb_build_object(
      'actor', d.actor, 'actor_name', d.actor_name, 'decision', d.decision, 'comment', d.comment, 'digest', d.digest, 'decided_at', d.decided_at
    ) order by d.decided_at, d.actor), '[]')
    from public.approval_decisions d where d.approval_id = (p_approval).id
  )
);

-- Refuses forbidden unless the actor may decide on it.
create function private.check_approver(p_actor private.actor, p_approval public.approvals) returns void
language plpgsql stable set search_path = '' as $$
declare
  v_role text := case when p_actor.api_key_id is null then p_actor.role else 'api_key' end;
begin
  if not v_role = any (p_approval.roles) then
    perform private.refuse('forbidden', format(
      '"%s" is decided by the role %s; yours is %s.', p_approval.title, array_to_string(p_approval.roles, ' or '), v_role
    ));
  elsif p_approval.not_requester and private.with_makers(array[p_actor.id]) && p_approval.asked_by then
    perform private.refuse('forbidden', format(
      'You asked for run %s (by hand, by your schedule, by an API key of yours or by a retry), so somebody else has to decide.', p_approval.run_id
    ));
  end if;
end
$$;

-- A pending approval that the actor may decide on, as they have seen it; its run locked.
create function private.require_approval(p_actor private.actor, p_input jsonb, p_now timestamptz, out run public.runs, out approval public.approvals)
language plpgsql set search_path = '' as $$
declare
  v_id bigint := (p_input ->> 'approval_id')::bigint;
  v_run_id bigint := (select a.run_id from public.approvals a where a.id = v_id);
begin
  if v_run_id is null then
    perform private.refuse('not_found', format('There is no approval %s that you can see.', v_id));
  end if;
  run := private.require_run(p_actor, v_run_id);
  -- In a later statement than the lock, so that it sees what others have decided.
  select a.* into strict approval from public.approvals a where a.id = v_id;
  perform private.check_approver(p_actor, approval);
  if approval.status <> 'pending' then
    perform private.refuse('approval_decided', format('"%s" is %s already.', approval.title, approval.status));
  elsif approval.deadline_at <= p_now then
    perform private.refuse('approval_decided', format('The deadline of "%s" has passed.', approval.title));
  elsif approval.digest <> p_input ->> 'digest' then
    perform private.refuse('approval_stale', format('"%s" has changed since you saw it.', approval.title));
  end if;
end
$$;

-- Takes the actor's word down; what they said before is replaced.
create function private.record_decision(p_actor private.actor, p_approval public.approvals, p_decision text, p_comment text, p_now timestamptz)
returns void
language plpgsql set search_path = '' as $$
begin
  insert into public.approval_decisions as d (approval_id, actor, session_id, actor_name, decision, comment, digest, decided_at)
  values (p_approval.id, p_actor.id, p_approval.session_id, p_actor.name, p_decision, p_comment, p_approval.digest, p_now)
  on conflict (approval_id, actor) do update
  set decision = excluded.decision, comment = excluded.comment, digest = excluded.digest, decided_at = excluded.decided_at;
  perform private.log_transition(p_approval.run_id, p_approval.attempt, 'approval_decided', jsonb_build_object(
    'approval_id', p_approval.id, 'by', p_actor.name, 'actor', p_actor.id, 'decision', p_decision, 'comment', p_comment,
    'input', p_approval.input, 'digest', p_approval.digest, 'missing', greatest(private.approvals_missing(p_approval), 0)
  ), p_now, p_approval.step);
  perform private.tell_of_approvals();
end
$$;

create function private.approval_output(p_id bigint) returns jsonb
language sql volatile set search_path = ''
begin atomic
  select jsonb_build_object('approval', private.approval_json(a)) || private.run_output(a.run_id) from public.approvals a where a.id = p_id;
end;

-- `resolved`: the input as ops-executor has checked it against the schema, or its refusal. The first to approve gives the input; the others
-- have seen it by the digest and approve it, too.
create function private.approve_approval(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_required record := private.require_approval(p_actor, p_input, p_now);
  v_approval public.approvals := v_required.approval;
  v_input jsonb := p_input #> '{resolved,input}';
begin
  if p_input #> '{resolved,refused}' is not null then
    perform private.refuse(p_input #>> '{resolved,refused,code}', p_input #>> '{resolved,refused,message}');
  elsif exists (
    select from public.approval_decisions d where d.approval_id = v_approval.id and d.actor = p_actor.id and d.decision = 'approve'
  ) then
    perform private.refuse('approval_decided', format('You have approved "%s" already; somebody else has to, too.', v_approval.title));
  elsif v_approval.input <> v_input then
    perform private.refuse('invalid_input', format('The input of "%s" was given already and is approved as it stands.', v_approval.title));
  end if;
  v_approval.input := coalesce(v_approval.input, v_input);
  perform private.record_decision(p_actor, v_approval, 'approve', p_input ->> 'comment', p_now);
  update public.approvals a set input = v_approval.input, digest = private.approval_digest(v_approval) where a.id = v_approval.id;
  if private.approvals_missing(v_approval) <= 0 then
    perform private.conclude_approval(v_required.run, v_approval, 'approved', null, p_now);
  end if;
  return private.approval_output(v_approval.id);
end
$$;

-- One rejection is enough: the run fails.
create function private.reject_approval(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_required record := private.require_approval(p_actor, p_input, p_now);
  v_approval public.approvals := v_required.approval;
begin
  perform private.record_decision(p_actor, v_approval, 'reject', p_input ->> 'comment', p_now);
  perform private.conclude_approval(
    v_required.run, v_approval, 'rejected', format('%s rejected "%s": %s', p_actor.name, v_approval.title, p_input ->> 'comment'), p_now
  );
  return private.approval_output(v_approval.id);
end
$$;

-- The input schema that ops-executor checks an input with; null for a caller who may not see it, whom the command itself refuses.
create function private.resolve_approval(p_credential jsonb, p_approval_id bigint, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_actor private.actor := private.authenticate(p_credential, p_now);
begin
  return (
    select jsonb_build_object('input_schema', a.input_schema, 'input', a.input)
    from public.approvals a where a.id = p_approval_id and private.actor_sees(v_actor, a.session_id)
  );
end
$$;
grant execute on function private.resolve_approval(jsonb, bigint, timestamptz) to ops_executor;

-- Newest first, 100 at most.
create function private.list_approvals(p_actor private.actor, p_input jsonb) returns jsonb
language sql stable set search_path = ''
return jsonb_build_object('approvals', (
  select coalesce(jsonb_agg(private.approval_json(a) order by a.id desc), '[]')
  from (
    select v.* from public.approvals v join public.runs r on r.id = v.run_id
    where (not p_input ? 'status' or v.status = p_input ->> 'status')
      and (not p_input ? 'run_id' or v.run_id = (p_input ->> 'run_id')::bigint)
      and private.actor_sees(p_actor, v.session_id) and private.actor_uses_lane(p_actor, r.lane_id)
    order by v.id desc limit 100
  ) a
));
