/**
 * How fast the list of runs answers: fills a throw-away database with a million runs (or the count given), asks as a screen does and
 * prints the time of the first page of each filter, how long until the search has seen all, and the plan of a first window.
 * Usage: node bench/run-search.ts [runs]
 */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import type { RunFilter } from "../supabase/functions/_shared/contracts/run-filter.ts";
import { applyMigrations } from "../supabase/local/migrations.ts";
import { startThrowawayCluster } from "../supabase/local/postgres/throwaway.ts";
import { percentile, writeResult } from "./support/samples.ts";

const count = Number(process.argv[2] ?? 1_000_000);
const rounds = 15;
const filters: Record<string, RunFilter> = {
  "no filter": {},
  failed: { status: ["failed"] },
  "waiting (there are none)": { status: ["waiting"] },
  "one session of 1,000": { session_id: 500 },
  "lanes called C": { lane: "C" },
  "one repository of 200": { repo: "https://github.com/acme/app-7" },
  "a repository of one run": { repo: "acme/rare" },
  "a label of a tenth": { labels: ["gpu"] },
  "two labels of one run": { labels: ["gpu", "region:rare"] },
  "a label that no run requires": { labels: ["none"] },
  "a label and a text that meet once": { labels: ["gpu"], text: "needle" },
  "one person of 50": { requested_by: "person 7" },
  "timeouts of the last day": {
    failure_code: "timeout",
    created_from: new Date(Date.now() - 86_400_000).toISOString(),
  },
  "a month long ago": {
    created_from: new Date(Date.now() - 300 * 86_400_000).toISOString(),
    created_to: new Date(Date.now() - 270 * 86_400_000).toISOString(),
  },
  "common text": { text: "payments" },
  "one text in a million": { text: "needle" },
};

const cluster = await startThrowawayCluster();
try {
  await applyMigrations({
    projectDir: fileURLToPath(new URL("..", import.meta.url)),
    url: cluster.urlFor("postgres", "postgres"),
  });
  const sql = postgres(cluster.urlFor("supabase_admin", "postgres"), { max: 1, onnotice: () => undefined });
  const userId = await fill(sql);
  const actor = sql`private.authenticate(jsonb_build_object('user_id', ${userId}::uuid), now())`;
  const results = [];
  for (const [name, filter] of Object.entries(filters)) {
    const first: number[] = [];
    for (let round = 0; round < rounds; round += 1) first.push((await page(name, filter, null)).ms);
    const whole = await untilSeen(name, filter);
    results.push({ name, filter, first_page_ms: first, ...whole });
    const rows = `${String(whole.rows).padStart(3)} rows after ${whole.pages} calls, ${whole.ms.toFixed(0)} ms`;
    console.log(
      `${name.padEnd(26)} first answer p50 ${percentile(first, 0.5).toFixed(1)} ms, p95 ${percentile(first, 0.95).toFixed(1)} ms; ${rows}`,
    );
  }
  const plan = await sql.unsafe(
    `explain (analyze, buffers, costs off) select r.id from public.runs r
     where r.id < ${count} and r.id >= ${count - 65_536} and r.status = any ('{failed}') order by r.id desc limit 50`,
  );
  console.log(plan.map((row) => row["QUERY PLAN"]).join("\n"));
  await writeResult("run-search", { runs: count, results });
  await sql.end();

  async function page(name: string, filter: RunFilter, before: number | null) {
    const from = performance.now();
    const [row] = await sql`
      select (p).ids::int[] as ids, (p).next_before::int as next
      from private.search_runs(${actor}, ${sql.json(filter)}, ${before}, 50) p`;
    if (row === undefined) throw new Error(`no answer for ${name}`);
    return { ms: performance.now() - from, ids: row.ids as number[], next: row.next as number | null }; // cast: as selected
  }

  /** Goes on as the screen does, until there are 50 rows or all runs have been seen. */
  async function untilSeen(name: string, filter: RunFilter) {
    let [rows, pages, ms, before]: [number, number, number, number | null] = [0, 0, 0, null];
    do {
      const answer = await page(name, filter, before);
      rows += answer.ids.length;
      pages += 1;
      ms += answer.ms;
      before = answer.next;
    } while (rows < 50 && before !== null);
    return { rows, pages, ms };
  }
} finally {
  await cluster.remove();
}

/** A year of runs in 1,000 sessions of four lanes, one in a million of them with a needle in its parameters. */
async function fill(sql: postgres.Sql): Promise<string> {
  const userId = randomUUID();
  await sql`insert into auth.users (id, email) values (${userId}, 'bench@example.test')`;
  await sql`insert into public.operators (user_id, display_name, role) values (${userId}, 'bench', 'operator')`;
  await sql`set session_replication_role = replica`;
  await sql`insert into public.sessions (name, created_by) select 'session ' || n, 'bench' from generate_series(1, 1000) n`;
  await sql`insert into public.lanes (session_id, name, position) select s.id, chr(64 + n), n from public.sessions s, generate_series(1, 4) n`;
  await sql`
    insert into public.runs (session_id, lane_id, adhoc_definition, title, parameters, repo, required_labels, status, failure_code, cancel_requested_at, finished_at, rank,
      requested_by, requested_by_name, created_at)
    select l.session_id, l.id, '{"steps": []}', 'Deploy ' || (array['payments', 'search', 'mail', 'web'])[1 + n % 4],
      jsonb_build_object('app', 'app-' || n % 100, 'build', n, 'note', case n when 5000 then 'needle' else 'none' end),
      case when n = 6000 then 'acme/rare' when n % 2 = 0 then 'acme/app-' || n % 400 / 2 end,
      case when n = 7000 then array['gpu', 'region:rare'] when n % 10 = 0 then array['gpu'] else '{}' end, s.status,
      case s.status when 'failed' then (array['timeout', 'step_failed', 'step_failed'])[1 + n % 3] end,
      case s.status when 'cancelled' then now() end, case when s.status <> 'queued' then now() end, n, ${userId}, 'person ' || n % 50,
      now() - make_interval(secs => (${count} - n) * 31536000.0 / ${count})
    from generate_series(1, ${count}::int) n
    cross join lateral (select case when n % 50 = 0 then 'failed' when n % 70 = 0 then 'cancelled' else 'succeeded' end as status) s
    join (select id, session_id, row_number() over (order by random()) - 1 as place from public.lanes) l on l.place = n % 4000
    order by n`;
  await sql`set session_replication_role = origin`;
  await sql`vacuum analyze public.runs`;
  return userId;
}
