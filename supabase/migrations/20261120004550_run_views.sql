-- Saved views of the list of runs: a name for a set of filters, kept for oneself or shared with the team.

create table public.run_views (
  id bigint generated always as identity primary key,
  owner uuid not null references public.operators (user_id) on delete cascade,
  owner_name text not null,
  name text not null,
  query text not null,
  shared boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint name_is_short check (length(name) between 1 and 60),
  constraint query_is_that_of_an_address check (query ~ '^\?\S+$' and length(query) <= 2000)
);
-- Two people may call theirs the same; what the team sees has one meaning.
create unique index run_views_name on public.run_views (owner, lower(name));
create unique index run_views_shared_name on public.run_views (lower(name)) where shared;
comment on table public.run_views is 'Named sets of filters of the list of runs; the address says the same, so that a view is a link.';
comment on column public.run_views.query is 'The filters as they stand in the address of the list.';

alter table public.operators add column default_run_view_id bigint references public.run_views (id) on delete set null;
create index operators_default_run_view_id on public.operators (default_run_view_id) where default_run_view_id is not null;
comment on column public.operators.default_run_view_id is 'The view that the way to the list of runs leads to for them; null: all runs.';

alter table public.run_views enable row level security;
grant select on public.run_views to authenticated;
create policy "operators see their own views and those of the team" on public.run_views for select to authenticated
  using ((select private.has_role(array['admin', 'operator', 'auditor'])) and (shared or owner = (select auth.uid())));

insert into private.commands (name, function_name, kind, roles, scope) values
  ('run_views.create', 'create_run_view', 'operator', array['admin', 'operator'], null),
  ('run_views.update', 'update_run_view', 'operator', array['admin', 'operator'], null),
  ('run_views.delete', 'delete_run_view', 'operator', array['admin', 'operator'], null),
  ('run_views.set_default', 'set_run_view_default', 'operator', array['admin', 'operator'], null);

create function private.run_view_output(p_view public.run_views) returns jsonb
language sql immutable set search_path = ''
return jsonb_build_object('view', jsonb_build_object(
  'id', (p_view).id, 'name', (p_view).name, 'query', (p_view).query, 'shared', (p_view).shared, 'owner', (p_view).owner,
  'owner_name', (p_view).owner_name
));

-- A view that the actor sees, its row locked; to change one it takes its owner, or an admin where the team sees it. Refuses not_found and forbidden.
create function private.require_run_view(p_actor private.actor, p_view_id bigint, p_change boolean) returns public.run_views
language plpgsql set search_path = '' as $$
declare
  v_view public.run_views;
begin
  select v.* into v_view from public.run_views v where v.id = p_view_id for update;
  if not found or not (v_view.shared or v_view.owner = p_actor.user_id) then
    perform private.refuse('not_found', format('There is no view %s that you can see.', p_view_id));
  elsif p_change and v_view.owner <> p_actor.user_id and p_actor.role <> 'admin' then
    perform private.refuse('forbidden', format('%s keeps this view; only they or an admin may change it.', v_view.owner_name));
  end if;
  return v_view;
end
$$;

create function private.create_run_view(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_view public.run_views;
begin
  -- One after another, so that two at once cannot pass the limit.
  perform from public.operators o where o.user_id = p_actor.user_id for no key update;
  if (select count(*) >= 100 from public.run_views v where v.owner = p_actor.user_id) then
    perform private.refuse('limit_exceeded', 'You keep 100 views, which is the most; delete one first.');
  end if;
  insert into public.run_views (owner, owner_name, name, query, shared, created_at, updated_at)
  values (p_actor.user_id, p_actor.name, p_input ->> 'name', p_input ->> 'query', (p_input ->> 'shared')::boolean, p_now, p_now)
  returning * into v_view;
  return private.run_view_output(v_view);
exception when unique_violation then
  perform private.refuse('name_taken', format('You, or the team, have a view "%s" already.', p_input ->> 'name'));
end
$$;

-- Another name, other filters, another audience: what is given. Kept for its owner again, it is nobody else's default any more.
create function private.update_run_view(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_view public.run_views := private.require_run_view(p_actor, (p_input ->> 'view_id')::bigint, p_change => true);
begin
  update public.run_views v
  set name = coalesce(p_input ->> 'name', v.name), query = coalesce(p_input ->> 'query', v.query),
    shared = coalesce((p_input ->> 'shared')::boolean, v.shared), updated_at = p_now
  where v.id = v_view.id returning v.* into v_view;
  update public.operators o set default_run_view_id = null
  where o.default_run_view_id = v_view.id and o.user_id <> v_view.owner and not v_view.shared;
  return private.run_view_output(v_view);
exception when unique_violation then
  perform private.refuse('name_taken', format('You, or the team, have a view "%s" already.', p_input ->> 'name'));
end
$$;

-- Whose default it was begins with all runs again.
create function private.delete_run_view(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_view public.run_views := private.require_run_view(p_actor, (p_input ->> 'view_id')::bigint, p_change => true);
begin
  delete from public.run_views v where v.id = v_view.id;
  return private.run_view_output(v_view);
end
$$;

-- What the actor's way to the list leads to; null: all runs.
create function private.set_run_view_default(p_actor private.actor, p_input jsonb, p_now timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_view_id bigint := (p_input ->> 'view_id')::bigint;
begin
  if v_view_id is not null then
    perform private.require_run_view(p_actor, v_view_id, p_change => false);
  end if;
  update public.operators o set default_run_view_id = v_view_id where o.user_id = p_actor.user_id;
  return jsonb_build_object('view_id', v_view_id);
end
$$;
