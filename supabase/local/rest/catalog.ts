import type { IntrospectResult } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";

/** Settings that `alter role ... set` gives a role; they must be applied by hand where a request takes on the role. */
export type RoleSettings = ReadonlyMap<string, readonly (readonly [name: string, value: string])[]>;

/** What the API knows of the database's schema. Read again when told by NOTIFY pgrst, or when something is not found. */
export interface Catalog {
  /** Throws when the database cannot be reached. */
  current(): Promise<{ schema: IntrospectResult; roles: RoleSettings }>;
  /** Forgets what is known, unless it is younger than `minAgeMs`. Returns whether it did. */
  forget(minAgeMs?: number): boolean;
  /** Runs a statement as the catalog's role. Only for setting up faults. */
  execute(statement: string): Promise<unknown>;
  close(): Promise<void>;
}

const CHANNEL = "pgrst";

/**
 * Reads the catalog as `url`'s role, which must be able to see tables whatever their grants: whether a caller may use one is
 * for the database to say, when it is used.
 */
export function createCatalog(url: string, defaultSchema: string): Catalog {
  const connection = createPostgresConnection({
    url,
    postgresOptions: { max: 2, connect_timeout: 5, idle_timeout: 60, onnotice: () => undefined },
  });
  const sql = connection.driver;
  let known: Promise<{ schema: IntrospectResult; roles: RoleSettings }> | null = null;
  let readAt = 0;

  const forget = (minAgeMs = 0) => {
    if (performance.now() - readAt < minAgeMs) return false;
    known = null;
    return true;
  };
  // Messages that were missed while the connection was down are made up for when it is back.
  const listening = sql
    .listen(
      CHANNEL,
      () => void forget(),
      () => void forget(),
    )
    .catch(() => null);

  const read = async () => {
    const roles = await readRoleSettings(connection.driver);
    // lite answers from its own cache unless that is emptied, and with nothing at all when the database fails.
    await connection.clearSchemaCache();
    const schema = await connection.introspect();
    if (schema.timezones === undefined) throw new Error("the schema could not be read");
    return { schema: { ...schema, default_schema: defaultSchema }, roles };
  };

  return {
    forget,
    execute: (statement) => sql.unsafe(statement),
    current() {
      if (known === null) {
        readAt = performance.now();
        const reading = read();
        known = reading;
        reading.catch(() => {
          if (known === reading) known = null;
        });
      }
      return known;
    },
    async close() {
      await listening;
      await sql.end({ timeout: 2 });
    },
  };
}

async function readRoleSettings(sql: ReturnType<typeof createPostgresConnection>["driver"]): Promise<RoleSettings> {
  const rows = await sql<{ role: string; name: string; value: string }[]>`
    select r.rolname as role, s.name, substr(pair, strpos(pair, '=') + 1) as value
    from pg_catalog.pg_roles r
    cross join unnest(r.rolconfig) as pair
    join pg_catalog.pg_settings s on s.name = split_part(pair, '=', 1)
    where s.context = 'user' and s.name <> 'search_path'`;
  const roles = new Map<string, [string, string][]>();
  for (const { role, name, value } of rows) roles.set(role, [...(roles.get(role) ?? []), [name, value]]);
  return roles;
}
