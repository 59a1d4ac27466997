-- Screens show ages ("last seen 3 s ago") by the database's clock, not by that of the machine they are on.
create function public.server_time() returns timestamptz
language sql volatile set search_path = ''
return clock_timestamp();
comment on function public.server_time() is 'The time by the clock that every stored instant is of.';
grant execute on function public.server_time() to authenticated;
