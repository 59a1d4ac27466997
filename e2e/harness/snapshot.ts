import type postgres from "postgres";

/** How many rows every table of the product has, by qualified name. Throttles of hints are left out: they are not state. */
export async function rowCounts(sql: postgres.Sql): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') and c.relname <> 'hint_throttle'
    order by 1`;
  const counts = tables.map(({ name }) => `select '${name}' as name, count(*)::int as rows from ${name}`);
  const rows = await sql.unsafe<{ name: string; rows: number }[]>(counts.join(" union all "));
  return Object.fromEntries(rows.map(({ name, rows }) => [name, rows]));
}

/** Where a run's log ends: sequence and hash. Equal heads mean equal logs. */
export async function logHead(sql: postgres.Sql, runId: number): Promise<string> {
  const [head] = await sql<{ head: string }[]>`
    select h.seq || ':' || encode(h.hash, 'hex') as head from private.log_heads h where h.run_id = ${runId}`;
  if (!head) throw new Error(`run ${runId} has no log`);
  return head.head;
}
