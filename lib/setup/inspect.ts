import postgres from "postgres";
import type { FoundSchema, RecordedMigration } from "./schema/compare.ts";
import type { ExpectedSchema } from "./schema/migrations.ts";
import { objectsOf } from "./schema/objects.ts";

const CONNECT_SECONDS = 5;

/** Looks into a database as its owner: what has been recorded, and what is there. Throws what the server or the driver says. */
export async function inspectDatabase(url: string, expected: ExpectedSchema): Promise<FoundSchema> {
  return await asOwner(url, async (sql) => {
    const [history] = await sql`select to_regclass('supabase_migrations.schema_migrations') is not null as found`;
    const recorded = history?.found
      ? await sql<RecordedMigration[]>`
          select version, coalesce(statements, '{}') as statements from supabase_migrations.schema_migrations
          order by version collate "C"`
      : [];
    const names = await sql.unsafe<{ name: string }[]>(`select name from (${objectsQuery(expected)}) as found (name)`);
    return { recorded, objects: new Set(names.map(({ name }) => name)) };
  });
}

/** Work on a connection as the database's owner. */
export async function asOwner<Result>(url: string, work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, prepare: false, connect_timeout: CONNECT_SECONDS, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The body of `private.schema_objects()`, for a database that does not have the function. */
function objectsQuery({ migrations }: ExpectedSchema): string {
  const statements = migrations.flatMap((migration) => migration.statements);
  const statement = statements.find((text) => objectsOf(text).includes("function private.schema_objects"));
  const [, body] = /\$\$([\s\S]*)\$\$/.exec(statement ?? "") ?? [];
  if (body === undefined) throw new Error("No migration makes private.schema_objects");
  return body;
}
