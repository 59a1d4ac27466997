-- Postgres Changes for others than our own screens, which follow broadcasts. Readers get what RLS lets them read, row by row.
alter publication supabase_realtime add table public.sessions, public.runs, public.run_events, public.artifacts;
