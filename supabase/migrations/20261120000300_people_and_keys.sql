-- Who may do something: operators (people) and API keys (workers, scripts).

create table public.operators (
  user_id uuid primary key references auth.users (id) on delete cascade,
  display_name text not null,
  role text not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  constraint role_is_known check (role in ('admin', 'operator', 'auditor')),
  constraint display_name_is_short check (length(display_name) between 1 and 100)
);
comment on table public.operators is 'People who may use the control room. A signed-up user without a row here sees and may do nothing.';

create table public.api_keys (
  id bigint generated always as identity primary key,
  name text not null,
  hint text not null,
  scopes text[] not null,
  session_ids bigint[] not null default '{}',
  lane_ids bigint[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint name_is_short check (length(name) between 1 and 100),
  constraint scopes_are_known check (
    cardinality(scopes) > 0
    and scopes <@ array['runs.read', 'runs.write', 'runs.work', 'lanes.write', 'sessions.write', 'templates.write', 'workers.write', 'retention.write', 'keys.write']
  )
);
create unique index api_keys_live_name on public.api_keys (name) where revoked_at is null;
comment on table public.api_keys is 'Credentials of workers and scripts. Empty session_ids or lane_ids: not limited.';
comment on column public.api_keys.hint is 'First characters of the key, so that people can tell keys apart.';

create table private.api_key_secrets (
  api_key_id bigint primary key references public.api_keys (id) on delete cascade,
  key_sha256 text not null unique,
  wake_topic text not null unique default 'wake:' || replace(gen_random_uuid()::text, '-', ''),
  constraint key_sha256_is_hex check (key_sha256 ~ '^[0-9a-f]{64}$')
);
comment on table private.api_key_secrets is 'Hashes of API keys, and the Realtime topic that wakes the workers of a key.';

alter table public.operators enable row level security;
alter table public.api_keys enable row level security;
alter table private.api_key_secrets enable row level security;
