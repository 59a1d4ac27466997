import type postgres from "postgres";

export type ApiRole = "anon" | "authenticated" | "service_role";
type Person = { user_id: string } | null;

const rolledBack = new Error("rolled back");

/** Runs `work` in a transaction of the superuser `root` and rolls it back whatever it did. */
async function andRollBack<Result>(
  root: postgres.Sql,
  work: (sql: postgres.TransactionSql) => Promise<Result>,
): Promise<Result> {
  let done: { result: Result } | undefined;
  await root
    .begin(async (sql) => {
      done = { result: await work(sql) };
      throw rolledBack;
    })
    .catch((error: unknown) => {
      if (error !== rolledBack) throw error;
    });
  if (!done) throw new Error("the transaction did nothing");
  return done.result;
}

async function become(sql: postgres.TransactionSql, role: ApiRole, who: Person, topic: string): Promise<void> {
  const claims = JSON.stringify({ role, ...(who && { sub: who.user_id }) });
  await sql`
    select set_config('request.jwt.claims', ${claims}, true), set_config('request.jwt.claim.sub', ${who?.user_id ?? ""}, true),
      set_config('realtime.topic', ${topic}, true)`;
  await sql.unsafe(`set local role ${role}`);
}

/** Runs `work` as a signed-in person or as nobody, as PostgREST does, and rolls back. */
export function asRole<Result>(
  root: postgres.Sql,
  role: ApiRole,
  who: Person,
  work: (sql: postgres.TransactionSql) => Promise<Result>,
): Promise<Result> {
  return andRollBack(root, async (sql) => {
    await become(sql, role, who, "");
    return await work(sql);
  });
}

/** Whether someone may join a private topic. Asks as the Realtime service does: can a probe message of this topic be read back? */
export function mayReceive(root: postgres.Sql, role: ApiRole, who: Person, topic: string): Promise<boolean> {
  return andRollBack(root, async (sql) => {
    const [probe] = await sql`
      insert into realtime.messages (topic, extension) values (${topic}, 'broadcast') returning id`;
    await become(sql, role, who, topic);
    const rows = await sql`select id from realtime.messages where id = ${probe?.id}`;
    return rows.length > 0;
  });
}
