-- The last results of every lane of a session, for its board: newest first, 20 a lane, in one answer.
create function public.lane_outcomes(session_id bigint) returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_object_agg(l.id, o.outcomes), '{}')
  from public.lanes l
  cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'status', r.status) order by r.id desc), '[]') as outcomes
    from (
      select r.id, r.status from public.runs r where r.lane_id = l.id and r.finished_at is not null order by r.id desc limit 20
    ) r
  ) o
  where l.session_id = lane_outcomes.session_id and private.can_read(lane_outcomes.session_id);
end;
comment on function public.lane_outcomes(bigint) is 'The last 20 results of each lane of a session, newest first.';
grant execute on function public.lane_outcomes(bigint) to authenticated;
