-- Every policy on one page. People read; only functions write; anon reads nothing but wake-up topics.

-- Whether an operator may see a session: admins and auditors all, operators the team's and those they are members of.
create function private.operator_sees(p_user_id uuid, p_session_id bigint) returns boolean
language sql stable security definer set search_path = ''
return exists (
  select from public.operators o
  join public.sessions s on s.id = p_session_id
  where o.user_id = p_user_id and o.disabled_at is null
    and (
      o.role in ('admin', 'auditor')
      or s.visibility = 'team'
      or exists (select from public.session_members m where m.session_id = s.id and m.user_id = o.user_id)
    )
);

-- The one policy shape of every table that carries a session_id.
create function private.can_read(session_id bigint) returns boolean
language sql stable security definer set search_path = ''
return private.operator_sees((select auth.uid()), session_id);

create function private.has_role(roles text[]) returns boolean
language sql stable security definer set search_path = ''
return exists (
  select from public.operators o where o.user_id = (select auth.uid()) and o.disabled_at is null and o.role = any (roles)
);

-- Which Realtime topics a signed-in person may join.
create function private.can_join(topic text) returns boolean
language sql stable security definer set search_path = ''
return case
  when topic in ('runs', 'workers') then private.has_role(array['admin', 'operator', 'auditor'])
  when topic ~ '^session:[0-9]{1,18}$' then private.can_read(split_part(topic, ':', 2)::bigint)
  when topic ~ '^run:[0-9]{1,18}$' then exists (
    select from public.runs r where r.id = split_part(topic, ':', 2)::bigint and private.can_read(r.session_id)
  )
  else false
end;

grant usage on schema private to authenticated;
grant execute on function private.can_read(bigint), private.has_role(text[]), private.can_join(text) to authenticated;

grant select on
  public.operators, public.api_keys, public.sessions, public.session_members, public.lanes, public.run_templates, public.run_template_versions,
  public.workers, public.runs, public.run_attempts, public.run_steps, public.run_events, public.run_log_purges, public.artifacts, public.audit_log
to authenticated;

create policy "operators see each other" on public.operators for select to authenticated
  using ((select private.has_role(array['admin', 'operator', 'auditor'])));
create policy "admins and auditors see API keys" on public.api_keys for select to authenticated
  using ((select private.has_role(array['admin', 'auditor'])));
create policy "operators see workers" on public.workers for select to authenticated
  using ((select private.has_role(array['admin', 'operator', 'auditor'])));
create policy "operators see templates" on public.run_templates for select to authenticated
  using ((select private.has_role(array['admin', 'operator', 'auditor'])));
create policy "operators see template versions" on public.run_template_versions for select to authenticated
  using ((select private.has_role(array['admin', 'operator', 'auditor'])));

create policy "readers of a session see it" on public.sessions for select to authenticated using (private.can_read(id));
create policy "readers of a session see its members" on public.session_members for select to authenticated using (private.can_read(session_id));
create policy "readers of a session see its lanes" on public.lanes for select to authenticated using (private.can_read(session_id));
create policy "readers of a session see its runs" on public.runs for select to authenticated using (private.can_read(session_id));
create policy "readers of a session see its attempts" on public.run_attempts for select to authenticated using (private.can_read(session_id));
create policy "readers of a session see its steps" on public.run_steps for select to authenticated using (private.can_read(session_id));
create policy "readers of a session see its log" on public.run_events for select to authenticated using (private.can_read(session_id));
create policy "readers of a session see its purges" on public.run_log_purges for select to authenticated using (private.can_read(session_id));
create policy "readers of a session see its artifacts" on public.artifacts for select to authenticated using (private.can_read(session_id));
create policy "readers of a session see its audit, admins and auditors all" on public.audit_log for select to authenticated
  using (case when session_id is null then (select private.has_role(array['admin', 'auditor'])) else private.can_read(session_id) end);

create policy "operators receive hints of what they may read" on realtime.messages for select to authenticated
  using (extension = 'broadcast' and private.can_join((select realtime.topic())));
create policy "workers receive empty wake-ups" on realtime.messages for select to anon
  using (extension = 'broadcast' and (select realtime.topic()) like 'wake:%');
