create table public.sessions (
  id bigint generated always as identity primary key,
  name text not null,
  visibility text not null default 'team',
  created_by text not null,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  constraint name_is_short check (length(name) between 1 and 100),
  constraint visibility_is_known check (visibility in ('team', 'members'))
);
create unique index sessions_open_name on public.sessions (name) where archived_at is null;
comment on table public.sessions is 'A named group of runs, with lanes; visible to the team or to its members.';

create table public.session_members (
  session_id bigint not null references public.sessions (id) on delete cascade,
  user_id uuid not null references public.operators (user_id) on delete cascade,
  added_at timestamptz not null default now(),
  primary key (session_id, user_id)
);
create index session_members_user_id on public.session_members (user_id);
comment on table public.session_members is 'Who sees a session whose visibility is members.';

create table public.lanes (
  id bigint generated always as identity primary key,
  session_id bigint not null references public.sessions (id) on delete cascade,
  name text not null,
  position integer not null,
  capacity integer default 1,
  paused_at timestamptz,
  paused_by text,
  pause_note text,
  constraint lane_name_is_unique_in_its_session unique (session_id, name),
  constraint name_is_short check (length(name) between 1 and 50),
  constraint capacity_is_positive check (capacity > 0),
  constraint a_paused_lane_says_who_and_why check ((paused_at is null) = (paused_by is null) and (paused_at is null) = (pause_note is null))
);
comment on table public.lanes is 'A track inside a session. capacity: how many of its runs may hold a slot at once; null is unlimited.';

alter table public.sessions enable row level security;
alter table public.session_members enable row level security;
alter table public.lanes enable row level security;
