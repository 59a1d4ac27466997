import type { Sql } from "postgres";
import type { OurStage } from "../engine/our-stage.ts";
import type { BenchServer } from "../engine/server.ts";

/** Runs in a state, by turns over all lanes of the bench, behind whatever is there. */
export interface Runs {
  count: number;
  status: "queued" | "succeeded" | "claimed";
  priority?: number;
  /** Seconds until they fall due; default: they are due. */
  delaySeconds?: number;
  /** They name so many different keys, each of them for two at once. */
  concurrencyKeys?: number;
}

/** Puts runs there set-wise, past the commands, as if they had been created long ago. */
export async function addRuns(
  root: Sql,
  { count, status, priority = 0, delaySeconds, concurrencyKeys }: Runs,
): Promise<void> {
  await root.begin(async (sql) => {
    // No check of foreign keys and no hint for each: what is measured comes later.
    await sql`set local session_replication_role = replica`;
    await sql`
      with lane as (select l.*, row_number() over (order by l.id) - 1 as place, count(*) over () as lanes from public.lanes l),
      made as (
        insert into public.runs (session_id, lane_id, adhoc_definition, title, parameters, status, priority, available_at, attempt, started_at,
          finished_at, rank, concurrency_key, concurrency_limit, requested_by, requested_by_name)
        select lane.session_id, lane.id, '{"steps": [{"name": "nothing", "kind": "shell", "run": "true"}]}', 'run ' || n, '{}', ${status}, ${priority},
          now() + make_interval(secs => ${delaySeconds ?? null}::float8), ${status === "queued" ? 0 : 1},
          case when ${status} <> 'queued' then now() end, case when ${status} = 'succeeded' then now() end,
          n + before.rank, 'bench ' || n % ${concurrencyKeys ?? null}::int, case when ${concurrencyKeys ?? null}::int is not null then 2 end, '00000000-0000-0000-0000-000000000000', 'bench'
        from (select coalesce(max(r.rank), 0) as rank from public.runs r) before
        cross join generate_series(1, ${count}::int) n join lane on lane.place = n % lane.lanes
        order by n
        returning id
      )
      insert into private.log_heads (run_id) select id from made`;
    await sql`insert into private.open_lanes (lane_id) select l.id from public.lanes l where not exists (
      select from private.open_lanes o where o.lane_id = l.id)`;
  });
}

/** Lanes of the bench's sessions, added to those of the stage. */
export async function addLanes(root: Sql, sessions: number, capacity: number | null): Promise<void> {
  await root`
    with made as (
      insert into public.sessions (name, created_by) select gen_random_uuid()::text, 'bench' from generate_series(1, ${sessions}::int) returning id
    )
    insert into public.lanes (session_id, name, position, capacity)
    select made.id, chr(64 + n), n, ${capacity} from made cross join generate_series(1, 4) n`;
}

/** So many runs come and go while an older transaction is open: nothing that they leave behind can be cleaned up. */
export async function churn(root: Sql, count: number, more: Partial<Runs> = {}): Promise<void> {
  const batch = 10_000;
  for (let done = 0; done < count; done += batch) {
    // By number, because what finds them by status would walk over all that went before.
    const [last] = await root<{ id: string }[]>`select coalesce(max(id), 0) as id from public.runs`;
    const before = last?.id ?? "0";
    await addRuns(root, { count: Math.min(batch, count - done), status: "queued", ...more });
    await root.begin(async (sql) => {
      await sql`set local session_replication_role = replica`;
      await sql`update public.runs set status = 'claimed', attempt = 1, started_at = now() where id > ${before}`;
      await sql`update public.runs set status = 'running' where id > ${before}`;
      await sql`update public.runs set status = 'succeeded', finished_at = now() where id > ${before}`;
    });
  }
}

/** Bytes of the table of runs and of the index that claims read. */
export async function sizes(root: Sql): Promise<{ runs_mb: number; claim_index_mb: number }> {
  const [row] = await root`
    select pg_table_size('public.runs') / 1e6 as runs_mb, pg_relation_size('public.runs_claim') / 1e6 as claim_index_mb`;
  return {
    runs_mb: Math.round(Number(row?.runs_mb)),
    claim_index_mb: Math.round(Number(row?.claim_index_mb) * 10) / 10,
  };
}

/** Nothing there but the key: no run, no session. */
export async function startAfresh(server: BenchServer, stage: OurStage): Promise<void> {
  await stage.clear();
  await server.root.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`truncate public.sessions, private.log_heads, private.leases, private.open_lanes, private.lane_heads,
      private.slot_marks cascade`;
  });
}
