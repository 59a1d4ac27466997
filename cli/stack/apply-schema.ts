/**
 * Brings the database that OPS_DATABASE_URL names (role postgres) to this checkout's schema: repairs what can be made anew, then applies
 * what is missing with the Supabase CLI. The setup wizard runs it; so may a person. One at a time, by an advisory lock.
 * Standard output says in a sentence what went wrong and names no host; the details go to standard error.
 */
import postgres from "postgres";
import { inspectDatabase } from "../../lib/setup/inspect.ts";
import { compareSchema } from "../../lib/setup/schema/compare.ts";
import { readSchema } from "../../lib/setup/schema/migrations.ts";
import { sqlToPaste } from "../../lib/setup/schema/paste.ts";
import { applyMigrations, MigrationError } from "../../supabase/local/migrations.ts";
import { ROOT } from "./instance.ts";

/** Two arbitrary numbers that name our lock. */
const LOCK = [1_868_983_667, 25] as const;

class Refused extends Error {
  override name = "Refused";
}

const url = process.env.OPS_DATABASE_URL;
if (!url) fail("OPS_DATABASE_URL is not set.");
const sql = postgres(url, { max: 1, prepare: false, connect_timeout: 10, onnotice: () => undefined });
try {
  const [row] = await sql`select pg_try_advisory_lock(${LOCK[0]}, ${LOCK[1]}) as locked`;
  if (!row?.locked) throw new Refused("Another server is doing the same at this moment.");
  await apply(url);
} catch (error) {
  console.error(error);
  fail(told(error));
} finally {
  // Gives the lock back.
  await sql.end({ timeout: 2 });
}

async function apply(databaseUrl: string): Promise<void> {
  const expected = await readSchema(ROOT);
  const found = compareSchema(expected, await inspectDatabase(databaseUrl, expected));
  if (found.unknown.length > 0) throw new Refused("The database is newer than this code. Update this server first.");
  if (found.repair === null)
    throw new Refused("A table or its rows would have to change, which nobody but you may decide.");
  if (found.repair.length + found.changed.length > 0) {
    await sql.unsafe(sqlToPaste({ ...found, pending: [] }) ?? "");
  }
  await applyMigrations({ projectDir: ROOT, url: databaseUrl, all: true });
  await sql`notify pgrst, 'reload schema'`;
}

function told(error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof MigrationError && error.message.startsWith("Applying migration")) return error.message;
  if (error instanceof postgres.PostgresError) return `The database refused: ${error.message}`;
  return "The Supabase CLI could not do it; this server's log says why.";
}

function fail(message: string): never {
  console.log(message);
  process.exit(1);
}
