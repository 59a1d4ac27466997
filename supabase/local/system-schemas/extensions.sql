-- Schema `extensions` and the extensions a project has from the start, and the schema `public` without default grants:
-- every table, sequence and function is exposed by an explicit grant (auto_expose_new_tables = false).
create schema extensions authorization supabase_admin;
grant usage on schema extensions to anon, authenticated, service_role;
grant all on schema extensions to postgres;

create extension pgcrypto with schema extensions;
create extension "uuid-ossp" with schema extensions;
create extension pg_stat_statements with schema extensions;

grant usage on schema public to postgres, anon, authenticated, service_role;
