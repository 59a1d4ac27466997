-- What the Runboard asks before anybody is signed in: is this database the one that its code was written for?
-- As early as can be, so that a database that has only some of the migrations tells what it lacks, too.

-- Names of what the migrations make, as lib/setup/schema reads them off the files. The wizard runs this very text where the function is missing.
create function private.schema_objects() returns setof text
language sql stable set search_path = '' as $$
  select 'schema private' from pg_catalog.pg_namespace n where n.nspname = 'private'
  union all
  select case c.relkind when 'v' then 'view' when 'i' then 'index' else 'table' end || ' ' || n.nspname || '.' || c.relname
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v', 'i')
  union all
  select distinct 'function ' || n.nspname || '.' || p.proname
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('public', 'private')
  union all
  select 'type ' || n.nspname || '.' || t.typname
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  where n.nspname in ('public', 'private') and t.typtype in ('c', 'e', 'd')
  union all
  select 'policy ' || p.schemaname || '.' || p.tablename || ': ' || p.policyname from pg_catalog.pg_policies p
  union all
  select 'trigger ' || n.nspname || '.' || c.relname || ': ' || t.tgname
  from pg_catalog.pg_trigger t
  join pg_catalog.pg_class c on c.oid = t.tgrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where not t.tgisinternal
  union all
  select 'published ' || p.schemaname || '.' || p.tablename from pg_catalog.pg_publication_tables p where p.pubname = 'supabase_realtime'
  union all
  select 'bucket ' || b.id from storage.buckets b
$$;

-- Each migration that the Supabase CLI (or the wizard's SQL) has recorded, with a hash of its text, white space and semicolons apart; no row
-- without a record. lib/setup/schema computes the same over the files.
create function private.schema_record() returns table (version text, hash text)
language plpgsql stable set search_path = '' as $$
begin
  if to_regclass('supabase_migrations.schema_migrations') is null then
    return;
  end if;
  return query
  select m.version, encode(sha256(convert_to(regexp_replace(array_to_string(m.statements, ''), '[ \t\r\n;]+', '', 'g'), 'UTF8')), 'hex')
  from supabase_migrations.schema_migrations m;
end
$$;

-- One hash over all of them; null without a record.
create function private.schema_fingerprint() returns text
language sql stable set search_path = '' as $$
  select encode(sha256(convert_to(string_agg(r.version || ':' || r.hash, E'\n' order by r.version collate "C"), 'UTF8')), 'hex')
  from private.schema_record() r
$$;

-- Callable by everybody who has the publishable key, since nobody can sign in to a database that is not ready. It tells hashes of public
-- source code, which of the names given are missing, and whether the first admin is still to come.
create function public.setup_state(p_objects text[] default '{}') returns jsonb
language sql stable security definer set search_path = ''
set statement_timeout = '5s' as $$
  select jsonb_build_object(
    'fingerprint', private.schema_fingerprint(),
    'recorded', coalesce((select jsonb_object_agg(r.version, r.hash) from private.schema_record() r), '{}'),
    'missing', coalesce((
      select jsonb_agg(o.name order by o.name) from unnest(p_objects[1:2000]) o (name) where o.name not in (select private.schema_objects())
    ), '[]'),
    'has_admin', exists (select from public.operators p where p.role = 'admin' and p.disabled_at is null),
    'has_operators', exists (select from public.operators)
  )
$$;
comment on function public.setup_state(text[]) is 'Whether this database is the one that the code was written for, for the setup wizard.';
grant execute on function public.setup_state(text[]) to anon, authenticated;
