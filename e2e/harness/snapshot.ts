import type postgres from "postgres";

/**
 * How many rows every table of the product has, by qualified name. What is no state is left out: throttles of hints, and where lanes
 * begin, which is noted only where nobody is in the way.
 */
export async function rowCounts(sql: postgres.Sql): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') and c.relname not in ('hint_throttle', 'lane_heads')
    order by 1`;
  const counts = tables.map(({ name }) => `select '${name}' as name, count(*)::int as rows from ${name}`);
  const rows = await sql.unsafe<{ name: string; rows: number }[]>(counts.join(" union all "));
  return Object.fromEntries(rows.map(({ name, rows }) => [name, rows]));
}

/** By how many rows tables have changed between two counts; those that have not are left out. */
export function rowChanges(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const changed = Object.entries(after).map(([table, rows]) => [table, rows - (before[table] ?? 0)] as const);
  return Object.fromEntries(changed.filter(([, rows]) => rows !== 0));
}

/** Where a run's log ends: sequence and hash. Equal heads mean equal logs. */
export async function logHead(sql: postgres.Sql, runId: number): Promise<string> {
  const [head] = await sql<{ head: string }[]>`
    select h.seq || ':' || encode(h.hash, 'hex') as head from private.log_heads h where h.run_id = ${runId}`;
  if (!head) throw new Error(`run ${runId} has no log`);
  return head.head;
}
