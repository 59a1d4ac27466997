-- Removes what scratch.sql made, also after a run that was killed half-way.
drop policy if exists "conformance: members receive" on realtime.messages;
drop policy if exists "conformance: senders send" on realtime.messages;
drop policy if exists "conformance: owners read" on storage.objects;
drop policy if exists "conformance: owners add" on storage.objects;
drop policy if exists "conformance: owners change" on storage.objects;
drop policy if exists "conformance: owners remove" on storage.objects;
drop function if exists public.conformance_add(integer, integer);
drop function if exists public.conformance_shape(jsonb, text[]);
drop function if exists public.conformance_own_projects();
drop function if exists public.conformance_nothing();
drop function if exists public.conformance_raise(text, text, text, text);
drop function if exists public.conformance_denied();
drop table if exists public.conformance_tasks, public.conformance_projects, public.conformance_ungranted,
  public.conformance_columns, public.conformance_members;
notify pgrst, 'reload schema';
