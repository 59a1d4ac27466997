import type postgres from "postgres";
import { causesOf } from "./rules-of-causes.ts";
import type { Model } from "./state.ts";

/** What else is predicted where nothing happens at once and the clock stands: why runs do not go on, their retention, and schedules. */
export interface LonePicture {
  runs: string[];
  schedules: string[];
}

export function predictedAlone(model: Model): LonePicture {
  return {
    runs: model.runs
      .toSorted((a, b) => a.number - b.number)
      .map((run) =>
        [
          `run ${run.number} waits for ${causesOf(model, run)}`,
          `held ${run.held} purged ${run.purged} after ${run.purges} by schedule ${model.schedules[run.schedule ?? -1]?.id ?? ""}`,
        ].join(" "),
      ),
    schedules: model.schedules.map(({ id, next, catchUp, overlap }) => {
      return `schedule ${id} at ${next ?? ""} catches up ${catchUp} overlaps ${overlap}`;
    }),
  };
}

/** `start`: minute 0 of the model's clock. */
export async function observedAlone(
  sql: postgres.Sql,
  sessionId: number,
  user: string,
  start: Date,
): Promise<LonePicture> {
  const [row] = await sql<{ picture: LonePicture }[]>`
    with reader as materialized (select private.authenticate(jsonb_build_object('user_id', ${user}::text), now()) as actor),
    explained as (
      select r.*, (
        select string_agg(concat_ws(':', c ->> 'code', case c ->> 'code'
          when 'starting' then concat(case when (c ->> 'expired')::boolean then 'expired' else 'live' end, '/', c ->> 'afterwards')
          when 'backing_off' then c ->> 'attempt'
          when 'waiting_for_approval' then c ->> 'missing'
          when 'lane_full' then concat(c ->> 'held', '/', c ->> 'capacity')
          when 'key_held' then c ->> 'held'
          when 'behind' then concat_ws(':', c ->> 'ahead', c ->> 'free_slots')
          when 'behind_for_key' then c ->> 'ahead'
          when 'no_worker_with_labels' then (select string_agg(l, ',') from jsonb_array_elements_text(c -> 'missing') l)
          when 'workers_draining' then c ->> 'workers'
          when 'slots_busy' then concat(c ->> 'busy', '/', c ->> 'slots')
        end), ',' order by n)
        from jsonb_array_elements(private.explanation(reader.actor, r, now()) -> 'causes') with ordinality x (c, n)
      ) as causes
      from public.runs r, reader where r.session_id = ${sessionId}
    )
    select jsonb_build_object(
      'runs', coalesce((select jsonb_agg(format(
        'run %s waits for %s held %s purged %s after %s by schedule %s', e.id, e.causes, e.held::text, (e.purged_at is not null)::text,
        (select count(*) from public.run_log_purges p where p.run_id = e.id), e.schedule_id
      ) order by e.id) from explained e), '[]'),
      'schedules', coalesce((select jsonb_agg(format(
        'schedule %s at %s catches up %s overlaps %s', s.id, (extract(epoch from s.next_at - ${start}::timestamptz) / 60)::integer,
        s.catch_up, s.overlap
      ) order by s.id) from public.schedules s where s.session_id = ${sessionId}), '[]')
    ) as picture`;
  if (!row) throw new Error("the database did not answer");
  return row.picture;
}
