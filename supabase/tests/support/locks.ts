import type postgres from "postgres";

/** Resolves when so many connections to this database wait for locks that others hold. Who asks must not be one that waits. */
export async function untilBlocked(sql: postgres.Sql, waiting = 1, deadlineMs = 60_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (performance.now() < deadline) {
    const blocked = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (blocked.length >= waiting) return;
  }
  throw new Error(`${waiting} have not come to wait for locks`);
}

/** A transaction whose every statement and end the test chooses. */
export async function openTransaction(sql: postgres.Sql): Promise<{ sql: postgres.Sql; commit(): Promise<void> }> {
  const connection = await sql.reserve();
  await connection`begin`;
  return {
    sql: connection,
    async commit() {
      await connection`commit`;
      connection.release();
    },
  };
}
