-- How far a worker has come with a cancel: it knows of it, SIGTERM sent, SIGKILL sent, no process left.

-- Notes an entry's phase in its attempt, at the database's time, and says whether the entry was one. Processes are stopped for other reasons,
-- too (a step's timeout): only what follows the acknowledgement belongs to the cancel. Of several signals the first counts, of several ends
-- the last.
create function private.project_stop_phase(p_run_id bigint, p_attempt integer, p_kind text, p_at timestamptz) returns boolean
language plpgsql set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  if p_kind not in ('cancel_acknowledged', 'term_sent', 'kill_sent', 'processes_gone') then
    return false;
  end if;
  update public.run_attempts a
  set cancel_acknowledged_at = coalesce(a.cancel_acknowledged_at, p_at),
      term_sent_at = case when p_kind = 'term_sent' then coalesce(a.term_sent_at, p_at) else a.term_sent_at end,
      kill_sent_at = case when p_kind = 'kill_sent' then coalesce(a.kill_sent_at, p_at) else a.kill_sent_at end,
      processes_gone_at = case when p_kind = 'processes_gone' then p_at else a.processes_gone_at end
  where a.run_id = p_run_id and a.number = p_attempt
    and (p_kind = 'cancel_acknowledged' or a.cancel_acknowledged_at is not null);
  return true;
end
$$;
