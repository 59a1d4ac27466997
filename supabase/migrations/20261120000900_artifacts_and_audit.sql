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
  encoding text not null,
  body text not null,
  created_at timestamptz not null,
  foreign key (run_id, attempt) references public.run_attempts (run_id, number),
  constraint artifact_name_is_unique_in_its_attempt unique (run_id, attempt, name),
  constraint kind_is_known check (kind in ('link', 'file', 'text', 'markdown', 'diff', 'json')),
  constraint encoding_is_known check (encoding in ('utf8', 'base64')),
  constraint an_inline_artifact_is_256_kb_at_most check (size between 0 and 262144),
  constraint sha256_is_hex check (sha256 ~ '^[0-9a-f]{64}$')
);
create index artifacts_session_id on public.artifacts (session_id);
comment on table public.artifacts is 'What a run produced, with its content. Never changes.';
create trigger artifacts_are_immutable before update on public.artifacts for each row execute function private.refuse_change();

-- Deletes a run's artifacts and returns what its purge says of them. An artifact whose content lies outside of the database has to
-- leave an action in private.outbox here, in this transaction.
create function private.discard_artifacts(p_run_id bigint) returns jsonb
language sql volatile set search_path = ''
begin atomic
  with gone as (
    delete from public.artifacts a where a.run_id = p_run_id returning a.id, a.name, a.attempt, a.size, a.sha256
  )
  select coalesce(jsonb_agg(
    jsonb_build_object('name', g.name, 'attempt', g.attempt, 'size', g.size, 'sha256', g.sha256) order by g.id
  ), '[]')
  from gone g;
end;

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
comment on table public.audit_log is 'One row for every operator command, refused ones included. outcome: ok or the refusal''s code.';
create trigger audit_is_append_only before update or delete on public.audit_log for each row execute function private.refuse_change();
create trigger audit_cannot_be_truncated before truncate on public.audit_log for each statement execute function private.refuse_change();

alter table public.artifacts enable row level security;
alter table public.audit_log enable row level security;
