/**
 * How fast the Overview, the audit log and the list of templates answer: a throw-away database with a million runs (or the count given) and as many audit rows,
 * asked as the screens ask; prints the time of each period and filter, and the plans of an audit window.
 * Usage: node bench/overview.ts [rows] [days over which they ended, 365 when absent]
 */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import type { AuditFilter } from "../supabase/functions/_shared/contracts/audit.ts";
import { OverviewPeriod } from "../supabase/functions/_shared/contracts/overview.ts";
import { applyMigrations } from "../supabase/local/migrations.ts";
import { startThrowawayCluster } from "../supabase/local/postgres/throwaway.ts";
import { percentile, writeResult } from "./support/samples.ts";

const count = Number(process.argv[2] ?? 1_000_000);
const days = Number(process.argv[3] ?? 365);
const rounds = 10;
const dayAgo = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString();
const filters: Record<string, AuditFilter> = {
  "no filter": {},
  "one person of 50": { actor_name: "person 7" },
  "a rare command": { command: "retention.change" },
  refusals: { outcome: "refused" },
  "one code": { outcome: "run_final" },
  "one session of 1,000": { session_id: 500 },
  "one run": { run_id: Math.round(count / 2) },
  "a person's refusals of one command": { actor_name: "person 7", command: "runs.cancel", outcome: "refused" },
  "a day long ago": { at_from: dayAgo(days / 2), at_to: dayAgo(days / 2 - 1) },
  nobody: { actor_name: "nobody" },
};

const cluster = await startThrowawayCluster();
try {
  await applyMigrations({
    projectDir: fileURLToPath(new URL("..", import.meta.url)),
    url: cluster.urlFor("postgres", "postgres"),
  });
  const sql = postgres(cluster.urlFor("supabase_admin", "postgres"), { max: 1, onnotice: () => undefined });
  const people = await fill(sql);
  const results = [];
  for (const [who, userId] of Object.entries(people)) {
    const actor = sql`private.authenticate(jsonb_build_object('user_id', ${userId}::uuid), now())`;
    for (const period of OverviewPeriod.options) {
      results.push(
        await measure(`overview of ${period}, ${who}`, async () => {
          const [row] = await sql`select private.overview(${actor}, ${period}, null, now()) as o`;
          const { succeeded, failed, cancelled, sample } = row?.o.current ?? {};
          return `${succeeded + failed + cancelled} runs ended, percentiles of every ${sample}.`;
        }),
      );
    }
    for (const [name, filter] of Object.entries(filters)) {
      results.push(
        await measure(`audit: ${name}, ${who}`, async () => {
          const [row] =
            await sql`select to_jsonb(p) as page from private.search_audit(${actor}, ${sql.json(filter)}, null, 50) p`;
          return `${row?.page.ids.length} rows, then from ${row?.page.next_before}`;
        }),
      );
    }
  }
  // What the list of templates costs whom; the last sees not one of the runs.
  await sql`update public.sessions set visibility = 'members'`;
  for (const [who, userId] of Object.entries(people)) {
    const claims = JSON.stringify({ sub: userId, role: "authenticated" });
    results.push(
      await measure(`templates, ${who}${who === "operator" ? " who sees no session" : ""}`, async () => {
        const rows = await sql.begin(async (asked) => {
          await asked`select set_config('request.jwt.claims', ${claims}, true)`;
          await asked`set local role authenticated`;
          return await asked<{ seen: number }[]>`
            select count(t ->> 'last_run')::int as seen from jsonb_array_elements(public.template_overview()) t`;
        });
        return `the last run of ${rows[0]?.seen}.`;
      }),
    );
  }
  for (const condition of [
    "actor_name = 'person 7'",
    "command = 'retention.change'",
    "outcome <> 'ok' and r.outcome = 'run_final'",
  ]) {
    const plan = await sql.unsafe(
      `explain (analyze, buffers, costs off) select r.id from public.audit_log r
       where r.id < ${count} and r.id >= ${count - 65_536} and r.${condition} order by r.id desc limit 50`,
    );
    console.log(plan.map((row) => row["QUERY PLAN"]).join("\n"));
  }
  await writeResult(days === 365 ? "overview" : `overview-${days}-days`, {
    runs: count,
    audit_rows: count,
    days,
    results,
  });
  await sql.end();
} finally {
  await cluster.remove();
}

async function measure(name: string, ask: () => Promise<string>) {
  const ms: number[] = [];
  let said = "";
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    said = await ask();
    ms.push(performance.now() - from);
  }
  console.log(
    `${name.padEnd(60)} p50 ${percentile(ms, 0.5).toFixed(1)} ms, p95 ${percentile(ms, 0.95).toFixed(1)} ms; ${said}`,
  );
  return { name, ms };
}

/** Runs in 1,000 sessions of four lanes and 100 versions of templates, and an audit row for each; an auditor, and an operator who sees half. */
async function fill(sql: postgres.Sql): Promise<Record<string, string>> {
  const people = { auditor: randomUUID(), operator: randomUUID() };
  for (const [role, id] of Object.entries(people)) {
    await sql`insert into auth.users (id, email) values (${id}, ${`${role}@example.test`})`;
    await sql`insert into public.operators (user_id, display_name, role) values (${id}, ${role}, ${role})`;
  }
  const seconds = days * 86_400;
  await sql`set session_replication_role = replica`;
  await sql`
    insert into public.sessions (name, visibility, created_by)
    select 'session ' || n, case n % 2 when 0 then 'team' else 'members' end, 'bench' from generate_series(1, 1000) n`;
  await sql`insert into public.lanes (session_id, name, position) select s.id, chr(64 + n), n from public.sessions s, generate_series(1, 4) n`;
  await sql`insert into public.run_templates (slug) select 'template-' || n from generate_series(1, 100) n`;
  await sql`
    insert into public.run_template_versions (template_id, version, definition, created_by, created_by_name)
    select t.id, 1, jsonb_build_object('name', t.slug, 'steps', '[{"name": "s", "kind": "shell", "run": "true"}]'::jsonb), 'bench', 'bench' from public.run_templates t`;
  await sql`
    insert into public.runs (session_id, lane_id, template_version_id, title, status, failure_code, cancel_requested_at, rank, requested_by,
      requested_by_name, created_at, queued_at, started_at, finished_at)
    select l.session_id, l.id, 1 + n % 100, 'Deploy', s.status, case s.status when 'failed' then (array['timeout', 'step_failed'])[1 + n % 2] end,
      case s.status when 'cancelled' then now() end, n, 'bench', 'bench', t.at, t.at,
      case when s.status <> 'queued' then t.at + make_interval(secs => n % 60) end,
      case when s.status <> 'queued' then t.at + make_interval(secs => n % 60 + n % 97 * 3) end
    from generate_series(1, ${count}::int) n
    cross join lateral (select now() - make_interval(secs => 400 + (${count} - n) * ${seconds}::double precision / ${count}) as at) t
    cross join lateral (select case when n > ${count} - 500 then 'queued' when n % 50 = 0 then 'failed' when n % 70 = 0 then 'cancelled' else 'succeeded' end as status) s
    join (select id, session_id, row_number() over (order by random()) - 1 as place from public.lanes) l on l.place = n % 4000
    order by n`;
  await sql`
    insert into public.audit_log (at, actor, actor_name, command, request_id, input, outcome, session_id, run_id)
    select r.created_at, 'x', 'person ' || r.id % 50,
      case when r.id % 500000 = 7 then 'retention.change' else (array['runs.create', 'runs.create', 'runs.cancel', 'runs.retry'])[1 + r.id % 4] end,
      gen_random_uuid(), jsonb_build_object('run_id', r.id, 'reason', 'because'),
      case when r.id % 100 = 2 then 'run_final' when r.id % 1000 = 1 then 'forbidden' else 'ok' end, r.session_id, r.id
    from public.runs r order by r.id`;
  await sql`set session_replication_role = origin`;
  for (const table of ["runs", "audit_log", "sessions", "lanes"]) await sql.unsafe(`vacuum analyze public.${table}`);
  return people;
}
