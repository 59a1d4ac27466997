-- Schema `extensions` and the extensions a project has from the start, and the schema `public` without default grants:
-- every table, sequence and function is exposed by an explicit grant (auto_expose_new_tables = false).
create schema extensions authorization supabase_admin;
grant usage on schema extensions to anon, authenticated, service_role;
grant all on schema extensions to postgres;

create extension pgcrypto with schema extensions;
create extension "uuid-ossp" with schema extensions;
create extension pg_stat_statements with schema extensions;

grant usage on schema public to postgres, anon, authenticated, service_role;

-- A change of the schema is told to the REST service, as in a project; it reads the catalog again.
create function extensions.pgrst_ddl_watch() returns event_trigger language plpgsql set search_path = '' as $$
begin
  if exists (
    select from pg_event_trigger_ddl_commands() as command
    where command.schema_name is distinct from 'pg_temp'
      and command.command_tag ~ '^(CREATE|ALTER|COMMENT|GRANT|REVOKE|IMPORT|SELECT INTO)'
  ) then
    notify pgrst, 'reload schema';
  end if;
end
$$;

create function extensions.pgrst_drop_watch() returns event_trigger language plpgsql set search_path = '' as $$
begin
  if exists (select from pg_event_trigger_dropped_objects() as dropped where not dropped.is_temporary) then
    notify pgrst, 'reload schema';
  end if;
end
$$;

create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
create event trigger pgrst_drop_watch on sql_drop execute function extensions.pgrst_drop_watch();
