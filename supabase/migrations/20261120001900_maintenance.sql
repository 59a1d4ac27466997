-- What nobody's next call would do: recovery when no worker claims, and bounded clean-up. Any worker may ask for it at any time.
create function private.maintenance_tick(p_key_hash text, p_input jsonb, p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_worker_key(p_key_hash, p_now);
  return private.maintain(p_now);
end
$$;
grant execute on function private.maintenance_tick(text, jsonb, timestamptz) to ops_executor;

create function private.maintain(p_now timestamptz default now()) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  -- First: it waits for its runs, while all that follows locks runs and waits for nobody.
  v_bulk integer := private.step_idle_bulk_operation(p_now);
  v_expired integer := private.expire_leases(100, p_now);
  v_queue_expired integer := private.expire_queued(500, p_now);
  v_due integer := private.make_due(500, p_now);
  v_uploads integer := private.drop_abandoned_uploads(500, p_now);
  v_purged integer;
  v_receipts integer;
  v_requests integer;
  v_workers integer;
begin
  begin
    v_purged := private.purge_old_runs(200, 50000, p_now);
  exception when query_canceled then
    -- Logs so large that they take longer than a statement may, and would again in every later tick. The oldest alone, then: what has been
    -- cancelled once is not a second time.
    v_purged := private.purge_old_runs(1, 1, p_now);
  end;
  delete from private.lease_receipts c where c.token in (
    select d.token from private.lease_receipts d where d.finished_at < p_now - interval '1 hour' limit 5000 for update skip locked
  );
  get diagnostics v_receipts = row_count;
  delete from private.idempotency i where (i.actor, i.request_id) in (
    select d.actor, d.request_id from private.idempotency d where d.created_at < p_now - interval '1 day' limit 5000 for update skip locked
  );
  get diagnostics v_requests = row_count;
  -- Workers that died and that nobody removed; those that stop leave by themselves.
  delete from public.workers w where w.id in (
    select d.id from public.workers d
    where d.last_seen_at < p_now - interval '1 day' and not exists (select from private.leases l where l.worker_id = d.id)
    limit 100 for update skip locked
  );
  get diagnostics v_workers = row_count;
  return jsonb_build_object(
    'expired_leases', v_expired, 'expired_runs', v_queue_expired, 'due_runs', v_due, 'purged_runs', v_purged, 'bulk_operations', v_bulk,
    'purged_rows', v_receipts + v_requests + v_workers + v_uploads
  );
end
$$;

-- Where pg_cron exists, the database sweeps by itself, so a fleet of no workers still fails or re-queues what they left.
do $$
begin
  if exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron;
    perform cron.schedule('ops-control-room-maintenance', '10 seconds', 'select private.maintain()');
  end if;
end
$$;
