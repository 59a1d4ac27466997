-- Narrow tables that change often, apart from what is kept. No index on expiry: renewals stay HOT.

create table private.leases (
  run_id bigint primary key,
  attempt integer not null,
  session_id bigint not null,
  token uuid not null default gen_random_uuid(),
  expires_at timestamptz not null,
  worker_id uuid not null,
  api_key_id bigint not null,
  claim_id uuid not null,
  last_batch_no integer not null default 0,
  deadline_at timestamptz
) with (
  fillfactor = 70,
  -- Every claim looks for leases that have run out, over all pages of the table: what is gone is cleaned up at every turn of autovacuum.
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0
);
create index leases_claim on private.leases (worker_id, claim_id);
comment on table private.leases is 'The right to write for an attempt. Its primary key is the run, so a run has one live lease at most; deleting the row ends it.';

comment on column private.leases.deadline_at is 'The run''s timeout and the time its worker has to stop it; the lease is not renewed after it, and so runs out.';

create table private.lease_receipts (
  token uuid primary key,
  run_id bigint not null,
  attempt integer not null,
  status text not null,
  finished_at timestamptz not null
);
create index lease_receipts_finished_at on private.lease_receipts (finished_at);
comment on table private.lease_receipts is 'How a finished lease ended, so that a repeated finish gets the same answer. Purged after an hour.';

create table private.idempotency (
  actor text not null,
  request_id uuid not null,
  command text not null,
  input_sha256 bytea not null,
  response json,
  created_at timestamptz not null,
  primary key (actor, request_id)
);
create index idempotency_created_at on private.idempotency (created_at);
comment on table private.idempotency is 'Answers of operator commands by request id, so that a retry after a lost response changes nothing. Purged after a day.';

alter table private.leases enable row level security;
alter table private.lease_receipts enable row level security;
alter table private.idempotency enable row level security;
