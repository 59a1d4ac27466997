-- Expected failures carry a code and a SQLSTATE of class OC. The same table stands in contracts/errors.ts; a test compares them.

create table private.error_codes (
  code text primary key,
  sqlstate text not null unique,
  constraint sqlstate_is_of_class_oc check (sqlstate ~ '^OC[0-9]{3}$')
);
comment on table private.error_codes is 'Every refusal the database makes, by name.';
alter table private.error_codes enable row level security;

insert into private.error_codes (code, sqlstate) values
  ('invalid_input', 'OC001'),
  ('unauthenticated', 'OC002'),
  ('forbidden', 'OC003'),
  ('not_found', 'OC004'),
  ('idempotency_conflict', 'OC005'),
  ('lease_lost', 'OC006'),
  ('batch_gap', 'OC007'),
  ('run_final', 'OC008'),
  ('run_not_final', 'OC009'),
  ('run_succeeded', 'OC010'),
  ('session_archived', 'OC011'),
  ('name_taken', 'OC012'),
  ('limit_exceeded', 'OC013'),
  ('artifact_conflict', 'OC014'),
  ('not_started', 'OC015'),
  ('outcome_not_allowed', 'OC016'),
  ('run_not_queued', 'OC029'),
  ('lane_in_use', 'OC030'),
  ('approval_stale', 'OC035'),
  ('approval_decided', 'OC036'),
  ('worker_in_use', 'OC038'),
  ('run_held', 'OC039'),
  ('last_admin', 'OC043'),
  ('invitation_closed', 'OC044'),
  ('template_changed', 'OC050'),
  ('template_in_use', 'OC051'),
  ('run_purged', 'OC052'),
  ('schedule_changed', 'OC053');

-- Raises the refusal `code` with a message for people; the code travels in DETAIL, the SQLSTATE names it for transports.
create function private.refuse(code text, message text) returns void
language plpgsql stable set search_path = '' as $$
declare
  v_sqlstate text := (select e.sqlstate from private.error_codes e where e.code = refuse.code);
begin
  if v_sqlstate is null then
    raise exception 'refusal % is not in private.error_codes', refuse.code;
  end if;
  raise exception using errcode = v_sqlstate, message = refuse.message, detail = refuse.code;
end
$$;

-- Whether an error is about what was to be done, so that it would come again however often that is tried: a refusal, a value that does not fit, a
-- broken constraint, a check of our own. All else (a clash, a full disk, a server that goes down) passes.
create function private.comes_again(p_sqlstate text) returns boolean
language sql immutable set search_path = ''
return p_sqlstate ~ '^(OC|22|23|P0)';
