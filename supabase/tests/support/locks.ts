import type postgres from "postgres";

/** Resolves when a connection to this database waits for a lock that another one holds. Who asks must not be the one that waits. */
export async function untilBlocked(sql: postgres.Sql, deadlineMs = 60_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (performance.now() < deadline) {
    const [waiting] = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1`;
    if (waiting) return;
  }
  throw new Error("nobody has come to wait for a lock");
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
