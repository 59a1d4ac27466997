create table public.artifacts (
  id bigint generated always as identity primary key,
  run_id bigint not null,
  attempt integer not null,
  step integer not null,
  session_id bigint not null references public.sessions (id),
  name text not null,
  kind text not null,
  media_type text not null,
  sha256 text not null,
  size bigint not null,
  encoding text,
  body text,
  object_path text,
  created_at timestamptz not null,
  foreign key (run_id, attempt) references public.run_attempts (run_id, number),
  constraint artifact_name_is_unique_in_its_attempt unique (run_id, attempt, name),
  constraint kind_is_known check (kind in ('link', 'file', 'text', 'markdown', 'diff', 'json')),
  constraint encoding_is_known check (encoding in ('utf8', 'base64')),
  constraint content_is_inline_or_an_object check (num_nonnulls(body, object_path) = 1 and (body is null) = (encoding is null)),
  constraint an_inline_artifact_is_256_kb_at_most check (object_path is not null or size between 0 and 262144),
  constraint a_stored_artifact_is_50_mb_at_most check (size between 0 and 52428800),
  constraint sha256_is_hex check (sha256 ~ '^[0-9a-f]{64}$')
);
create index artifacts_session_id on public.artifacts (session_id);
create unique index artifacts_object_path on public.artifacts (object_path) where object_path is not null;
comment on table public.artifacts is 'What a run produced, with its content or where it is stored. Never changes.';
comment on column public.artifacts.object_path is 'Of content above 256 KB: its object in the bucket "artifacts".';
create trigger artifacts_are_immutable before update on public.artifacts for each row execute function private.refuse_change();

-- Deletes a run's artifacts and returns what its purge says of them. Objects in Storage are removed after this transaction.
create function private.discard_artifacts(p_run_id bigint, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_gone jsonb;
begin
  with gone as (
    delete from public.artifacts a where a.run_id = p_run_id returning a.id, a.name, a.attempt, a.size, a.sha256, a.object_path
  ), removals as (
    select private.enqueue_action('object.remove', jsonb_build_object('bucket', 'artifacts', 'path', g.object_path), p_now)
    from gone g where g.object_path is not null
  )
  select coalesce(jsonb_agg(
    jsonb_build_object('name', g.name, 'attempt', g.attempt, 'size', g.size, 'sha256', g.sha256) order by g.id
  ), '[]')
  into v_gone
  -- Counted, because a part of a query that nobody asks for is not executed.
  from gone g where (select count(*) from removals) >= 0;
  return v_gone;
end
$$;

create table public.audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  actor_name text not null,
  command text not null,
  request_id uuid not null,
  input jsonb not null,
  outcome text not null,
  message text,
  session_id bigint references public.sessions (id),
  run_id bigint
);
create index audit_log_session_id on public.audit_log (session_id, id desc);
create index audit_log_run_id on public.audit_log (run_id, id desc) where run_id is not null;
create index audit_log_actor_name on public.audit_log (actor_name, id desc);
create index audit_log_command on public.audit_log (command, id desc);
create index audit_log_refusals on public.audit_log (outcome, id desc) where outcome <> 'ok';
create index audit_log_at on public.audit_log (at, id);
comment on table public.audit_log is 'One row for every operator command, refused ones included. outcome: ok or the refusal''s code.';
create trigger audit_is_append_only before update or delete on public.audit_log for each row execute function private.refuse_change();
create trigger audit_cannot_be_truncated before truncate on public.audit_log for each statement execute function private.refuse_change();

alter table public.artifacts enable row level security;
alter table public.audit_log enable row level security;
