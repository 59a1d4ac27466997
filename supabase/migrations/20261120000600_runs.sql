-- Runs, their attempts and steps. Written only by the functions of later files.

create table public.workers (
  id uuid primary key,
  api_key_id bigint not null references public.api_keys (id),
  name text not null,
  host text not null,
  version text not null,
  slots integer not null,
  labels text[] not null default '{}',
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  drain_requested_at timestamptz,
  drain_requested_by text,
  constraint slots_are_positive check (slots > 0),
  constraint labels_are_20_at_most check (cardinality(labels) <= 20),
  constraint a_draining_worker_says_who_asked check ((drain_requested_at is null) = (drain_requested_by is null))
);
create index workers_api_key_id on public.workers (api_key_id);
comment on table public.workers is 'Worker processes. Liveness is the age of last_seen_at by the database clock, never a stored status.';
comment on column public.workers.labels is 'What its host offers; runs may require labels.';
comment on column public.workers.drain_requested_at is 'Since when it claims nothing more; null: it works.';

-- What keeps a run back beside its place in the lane, as one word: runs of one class can be claimed or not together. Null in a run: nothing does.
-- Declared immutable, which text[] in text form is.
create function private.claim_class(p_key text, p_limit integer, p_labels text[]) returns text
language sql immutable parallel safe set search_path = ''
return md5(jsonb_build_array(p_key, p_limit, p_labels)::text);

-- "https://github.com/Acme/Web.git", "git@github.com:acme/web" and "acme/web" are one repository. Null: none that could be asked for.
create function private.repo_name(p_said text) returns text
language sql immutable strict set search_path = ''
return nullif(left(lower(regexp_replace(regexp_replace(trim(p_said), '^([a-z0-9+]+://[^/]+/|[^/@:]+@[^/:]+:)', '', 'i'), '(\.git)?/*$', '', 'i')), 200), '');

create table public.runs (
  id bigint generated always as identity primary key,
  session_id bigint not null references public.sessions (id),
  lane_id bigint not null references public.lanes (id),
  template_version_id bigint references public.run_template_versions (id),
  adhoc_definition jsonb,
  title text not null,
  parameters jsonb not null default '{}',
  repo text,
  status text not null default 'queued',
  resuming boolean not null default false,
  holds_slot boolean not null generated always as (status in ('claimed', 'running', 'waiting') or (status = 'queued' and resuming)) stored,
  priority integer not null default 0,
  rank numeric not null,
  available_at timestamptz,
  queue_expires_at timestamptz,
  timeout_seconds double precision,
  concurrency_key text,
  concurrency_limit integer,
  required_labels text[] not null default '{}',
  restricted boolean not null generated always as (concurrency_key is not null or required_labels <> '{}') stored,
  -- That plain runs have none is told here: it is computed at every update, and the call costs some 40 microseconds.
  claim_class text generated always as (
    case when concurrency_key is not null or required_labels <> '{}'
      then private.claim_class(concurrency_key, concurrency_limit, required_labels) end
  ) stored,
  attempt integer not null default 0,
  failed_attempts integer not null default 0,
  max_attempts integer not null default 1,
  start_step integer not null default 0,
  elapsed_seconds double precision not null default 0,
  failure_code text,
  error text,
  schedule_id bigint,
  scheduled_for timestamptz,
  cloned_from bigint references public.runs (id),
  requested_by text not null,
  requested_by_name text not null,
  also_asked_by text[],
  idempotency_key text,
  idempotency_hash bytea,
  cancel_requested_at timestamptz,
  cancel_requested_by text,
  cancel_reason text,
  created_at timestamptz not null default now(),
  queued_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  held boolean not null default false,
  purged_at timestamptz,
  constraint status_is_known check (status in ('queued', 'claimed', 'running', 'waiting', 'succeeded', 'failed', 'cancelled')),
  constraint error_is_16_kb_at_most check (octet_length(error) <= 16384),
  constraint attempts_are_counted_sensibly check (attempt >= 0 and failed_attempts between 0 and attempt and max_attempts between 1 and 20),
  constraint start_step_is_an_index check (start_step >= 0),
  constraint only_a_failed_run_has_a_failure_code check ((status = 'failed') = (failure_code is not null)),
  constraint a_final_run_has_an_end check ((status in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null)),
  constraint only_queued_and_waiting_runs_become_due_later check (available_at is null or status in ('queued', 'waiting')),
  constraint only_a_final_run_is_purged check (purged_at is null or finished_at is not null),
  constraint a_waiting_run_becomes_due check (status <> 'waiting' or available_at is not null),
  constraint a_cancelled_run_was_requested_to_be check (status <> 'cancelled' or cancel_requested_at is not null)
);
comment on table public.runs is 'One execution of a template version or of ad-hoc steps. Its id is its number: creation order, and the name people use.';
comment on column public.runs.repo is 'The repository that its parameter "repo" or "repository" names, in one spelling (private.repo_name); null: it names none.';
comment on column public.runs.available_at is 'Null: due. Else the moment a delayed or backed-off run is due, one retried after a cancel by force may begin, or a waiting one resumes.';
comment on column public.runs.queue_expires_at is 'A run that was never claimed fails as queue_expired then; retried, it has as long again.';
comment on column public.runs.timeout_seconds is 'Running time, earlier passes included, after which the run fails; null: none.';
comment on column public.runs.cloned_from is 'The run whose parameters it began with, perhaps edited.';
comment on column public.runs.also_asked_by is 'Actors who asked for it beside its requester: the owner of its schedule, and who retried it. Null: nobody.';
comment on column public.runs.scheduled_for is 'The occurrence that made it; null for a run by hand, also for "run now" of its schedule.';
comment on column public.runs.queued_at is 'When it first fell due: its creation, the end of its delay, or its last retry by somebody. Its wait is from here to started_at.';
comment on column public.runs.started_at is 'Its first claim, or the first since its last retry by somebody.';
comment on column public.runs.resuming is 'The current pass began by resuming after a wait: it keeps its slot and is claimed without a capacity check.';
comment on column public.runs.held is 'Somebody needs its log and artifacts: no purge touches them. Set by private.hold_run alone.';
comment on column public.runs.purged_at is 'Since when its log and artifacts are gone; null again once it is retried. What remains: run_log_purges.';
comment on column public.runs.rank is 'Place among runs of the same priority; its number unless dragged.';
comment on column public.runs.concurrency_key is 'Runs of all sessions that name the same key share its slots; held like the lane''s slot.';
comment on column public.runs.concurrency_limit is 'It is claimed only while fewer runs than this hold its key.';
comment on column public.runs.required_labels is 'Only a worker with all of these labels may claim it.';
comment on column public.runs.restricted is 'It has a concurrency key or requires labels.';
comment on column public.runs.attempt is 'Number of the latest attempt; 0 before the first claim.';
comment on column public.runs.failed_attempts is 'Attempts that failed or died at work; these count against max_attempts.';
comment on column public.runs.start_step is 'Index of the first step the next attempt executes.';
comment on column public.runs.elapsed_seconds is 'Running time of the passes before the last wait; counts towards the timeout of every attempt behind it.';

-- The claim index holds only due, queued runs; a claim scans one lane of it. The restricted ones stand apart, so that they stop nobody;
-- of these, runs_claim_class finds the first of each class.
create index runs_claim on public.runs (lane_id, resuming, restricted, priority desc, rank, id) where status = 'queued' and available_at is null;
create index runs_claim_class on public.runs (lane_id, claim_class, priority desc, rank, id)
  where status = 'queued' and available_at is null and not resuming and claim_class is not null;
create index runs_slots on public.runs (lane_id, id) where holds_slot;
create index runs_keys on public.runs (concurrency_key, id) where holds_slot and concurrency_key is not null;
create index runs_due on public.runs (available_at) where available_at is not null;
create index runs_queue_expiry on public.runs (queue_expires_at) where status = 'queued' and attempt = 0 and queue_expires_at is not null;
create unique index runs_one_per_occurrence on public.runs (schedule_id, scheduled_for) where scheduled_for is not null;
create index runs_by_schedule on public.runs (schedule_id, id desc) where schedule_id is not null;
create index runs_open_by_schedule on public.runs (schedule_id, id) where schedule_id is not null and finished_at is null;
create index runs_by_source on public.runs (cloned_from) where cloned_from is not null;
create index runs_to_purge on public.runs (status, finished_at) where finished_at is not null and purged_at is null and not held;
-- Its order is one that the purge does not ask for, whose own index holds nothing that is purged already.
-- It holds all that the Overview counts, which so reads no row of the table.
create index runs_by_end on public.runs (finished_at desc nulls last)
  include (id, session_id, lane_id, template_version_id, status, failure_code, queued_at, started_at) where finished_at is not null;
create index runs_by_session on public.runs (session_id, id desc);
create index runs_by_status on public.runs (status, id desc);
create index runs_by_lane on public.runs (lane_id, id desc);
create index runs_by_version on public.runs (template_version_id, id desc) where template_version_id is not null;
create index runs_by_repo on public.runs (repo, id desc) where repo is not null;
create index runs_by_label on public.runs using gin (required_labels) where required_labels <> '{}';
create unique index runs_idempotency on public.runs (session_id, idempotency_key) where idempotency_key is not null;

-- An attempt's run is its only foreign key, and its steps and its lease have none: a claim is the only writer of all three and takes their ids from
-- the run's row, which nothing deletes; the checks would cost as much as the rows.
create table public.run_attempts (
  run_id bigint not null references public.runs (id),
  number integer not null,
  session_id bigint not null,
  worker_id uuid not null,
  worker_name text not null,
  claimed_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  outcome text,
  failure_code text,
  error text,
  processes_until timestamptz,
  cancel_acknowledged_at timestamptz,
  term_sent_at timestamptz,
  kill_sent_at timestamptz,
  processes_gone_at timestamptz,
  primary key (run_id, number),
  constraint outcome_is_known check (outcome in ('succeeded', 'failed', 'cancelled', 'waiting', 'released', 'lost')),
  constraint an_ended_attempt_has_an_outcome check ((finished_at is null) = (outcome is null))
);
create unique index run_attempts_one_open on public.run_attempts (run_id) where finished_at is null;
comment on table public.run_attempts is 'One claim of a run by one worker.';
comment on column public.run_attempts.worker_id is 'No foreign key: an attempt outlives the row of its worker, whose name stands beside it.';

comment on column public.run_attempts.cancel_acknowledged_at is 'Its worker knew of a cancel; the three after it: how far it came with the processes then.';
comment on column public.run_attempts.processes_until is 'It was cancelled by force: until then its processes may live on; null: they are gone with it.';

create table public.run_steps (
  run_id bigint not null,
  attempt integer not null,
  step integer not null,
  session_id bigint not null,
  name text not null,
  kind text not null,
  status text not null default 'pending',
  started_at timestamptz,
  finished_at timestamptz,
  exit_code integer,
  signal text,
  failure_code text,
  error text,
  outputs jsonb not null default '{}',
  primary key (run_id, attempt, step),
  constraint status_is_known check (status in ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
  constraint outputs_are_an_object_of_16_kb_at_most check (jsonb_typeof(outputs) = 'object' and octet_length(outputs::text) <= 2 * 16384),
  constraint an_ended_step_has_an_end check ((status in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null))
);
comment on table public.run_steps is 'Steps of an attempt, projected from its log in the same transaction.';
comment on column public.run_steps.outputs is 'What it left for later steps, by name; of an approval: the input, who decided, the comment.';

-- The state machine, once; the same table stands in contracts/run-status.ts and a test compares them.
create table private.run_transitions (
  from_status text not null,
  to_status text not null,
  primary key (from_status, to_status)
);
alter table private.run_transitions enable row level security;
insert into private.run_transitions (from_status, to_status) values
  ('queued', 'claimed'), ('queued', 'running'), ('queued', 'failed'), ('queued', 'cancelled'),
  ('claimed', 'queued'), ('claimed', 'running'), ('claimed', 'failed'), ('claimed', 'cancelled'),
  ('running', 'queued'), ('running', 'waiting'), ('running', 'succeeded'), ('running', 'failed'), ('running', 'cancelled'),
  ('waiting', 'queued'), ('waiting', 'failed'), ('waiting', 'cancelled'),
  ('failed', 'queued'), ('cancelled', 'queued');

-- Called for what the table does not allow; what it allows stands in the trigger's condition, since a call for every change would cost more
-- than the change.
create function private.refuse_transition() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  raise exception 'run % cannot go from % to %', old.id, old.status, new.status using errcode = 'integrity_constraint_violation';
end
$$;
do $$
begin
  execute format(
    'create trigger runs_follow_the_state_machine after update of status on public.runs for each row
      when (old.status <> new.status and old.status || '' '' || new.status <> all (%L::text[])) execute function private.refuse_transition()',
    (select array_agg(t.from_status || ' ' || t.to_status order by t.from_status, t.to_status) from private.run_transitions t)
  );
end
$$;

-- What a run is made with is checked when it is written, by constraints in all but form: as table constraints these would be read and evaluated
-- anew by every statement that changes a run's status, which cost it 40 microseconds.
create function private.check_run() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_broken text := case
    when not ((new.template_version_id is null) <> (new.adhoc_definition is null)) then 'a_run_has_one_definition'
    when not (length(new.title) between 1 and 200) then 'title_is_short'
    when not (jsonb_typeof(new.parameters) = 'object' and octet_length(new.parameters::text) <= 2 * 65536) then 'parameters_are_an_object_of_64_kb_at_most'
    when not (new.priority between -100 and 100) then 'priority_is_in_range'
    when not ((new.concurrency_key is null) = (new.concurrency_limit is null) and new.concurrency_limit > 0) then 'a_concurrency_key_has_a_limit'
    when not (length(new.concurrency_key) between 1 and 200) then 'concurrency_key_is_short'
    when not (cardinality(new.required_labels) <= 20) then 'required_labels_are_20_at_most'
    when not (new.scheduled_for is null or new.schedule_id is not null) then 'only_a_scheduled_run_has_an_occurrence'
    when not (new.timeout_seconds > 0) then 'timeout_is_positive'
    when not ((new.idempotency_key is null) = (new.idempotency_hash is null)) then 'idempotency_key_and_hash_go_together'
  end;
begin
  if v_broken is not null then
    raise exception 'new row for relation "runs" violates check constraint "%"', v_broken
      using errcode = 'check_violation', schema = 'public', table = 'runs', constraint = v_broken;
  end if;
  return null;
end
$$;
create trigger runs_are_made_as_they_may_be after insert or update of
  template_version_id, adhoc_definition, title, parameters, priority, concurrency_key, concurrency_limit, required_labels, scheduled_for, schedule_id,
  timeout_seconds, idempotency_key, idempotency_hash
  on public.runs for each row execute function private.check_run();

alter table public.workers enable row level security;
alter table public.runs enable row level security;
alter table public.run_attempts enable row level security;
alter table public.run_steps enable row level security;
