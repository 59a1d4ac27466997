import { join } from "node:path";
import { applyMigrations } from "../../supabase/local/migrations.ts";
import { type Cluster, initialise, isInitialised } from "../../supabase/local/postgres/cluster.ts";
import { connectionUrl } from "../../supabase/local/postgres/connection.ts";
import { postgresPart } from "../../supabase/local/postgres/part.ts";
import {
  completeSystemSchemas,
  hasSystemSchemas,
  installSystemSchemas,
  maintainRealtimePartitions,
} from "../../supabase/local/postgres/system-schemas.ts";
import { startOnFreePort } from "../../supabase/local/supervisor/start-on-free-port.ts";
import type { Supervisor } from "../../supabase/local/supervisor/supervisor.ts";
import { type Instance, ROOT } from "./instance.ts";
import { refuseEditedMigrations, rememberMigrations } from "./migration-record.ts";
import type { Secrets } from "./secrets.ts";

const PREFERRED_PORT = 54_322;

export interface Database {
  port: number;
  /** Role `postgres`. */
  adminUrl: string;
  /** Role `supabase_admin`. */
  superUrl: string;
}

/** Starts the server, on a new cluster where there is none, with Supabase's roles and schemas. */
export async function startDatabase(supervisor: Supervisor, cluster: Cluster, { postgres: passwords }: Secrets) {
  const isNew = !(await isInitialised(cluster));
  if (isNew) await initialise(cluster, passwords.supabase_admin);
  const port = await startOnFreePort(supervisor, PREFERRED_PORT, (candidate) => postgresPart(cluster, candidate));
  const urlFor = (role: "postgres" | "supabase_admin") =>
    connectionUrl({ port, role, password: passwords[role], database: "postgres" });
  const database: Database = { port, adminUrl: urlFor("postgres"), superUrl: urlFor("supabase_admin") };
  if (!(await hasSystemSchemas(database.superUrl))) await installSystemSchemas(database.superUrl, passwords);
  await completeSystemSchemas(database.superUrl);
  await maintainRealtimePartitions(database.superUrl);
  return { database, detail: `127.0.0.1:${port}, ${isNew ? "new data" : "existing data"}` };
}

/** Brings the database to the migrations of this checkout. */
export async function migrate(instance: Instance, adminUrl: string): Promise<{ detail: string }> {
  const folder = join(ROOT, "supabase", "migrations");
  await refuseEditedMigrations(instance.migrationsFile, folder);
  await applyMigrations({ projectDir: ROOT, url: adminUrl });
  const count = await rememberMigrations(instance.migrationsFile, folder);
  return { detail: `${count} applied` };
}
