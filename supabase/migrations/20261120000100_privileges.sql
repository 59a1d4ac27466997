-- Nothing is reachable unless a later file grants it, next to the object it grants.

create schema private;
comment on schema private is 'What no browser may read: leases, key hashes, idempotency, and every function that writes.';

revoke all on schema public from public;
grant usage on schema public to anon, authenticated, service_role;

alter default privileges for role postgres in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges for role postgres in schema public revoke all on functions from anon, authenticated, service_role;
alter default privileges for role postgres revoke execute on functions from public;

-- The role ops-executor logs in as. It may only execute the entry points; setup gives it a password.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'ops_executor') then
    create role ops_executor nologin noinherit;
  end if;
end
$$;
-- A call that takes longer is given up by the database before ops-executor gives up waiting for it.
alter role ops_executor set statement_timeout = '10s';
alter role ops_executor set idle_in_transaction_session_timeout = '10s';
-- Short statements, whose cost the planner may think high: compiling one takes longer than running it.
alter role ops_executor set jit = off;
grant usage on schema private to ops_executor;
