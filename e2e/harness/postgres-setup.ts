/** Vitest global setup of every suite that needs a database: one throw-away cluster, one migrated template in it. */
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { applyMigrations } from "../../supabase/local/migrations.ts";
import { startThrowawayCluster } from "../../supabase/local/postgres/throwaway.ts";

/** What the tests' processes are told about the cluster. Database `postgres` is left empty: only clones are used. */
export interface HarnessCluster {
  /** The migrated database that clones are made of. Nobody may stay connected to it. */
  template: string;
  /** The template's URLs; a clone's are the same with another database. */
  superUrl: string;
  adminUrl: string;
  executorUrl: string;
  /** What the platform's own services connect as. */
  serviceUrls: { authenticator: string; supabase_auth_admin: string; supabase_storage_admin: string };
}

const TEMPLATE = "ops_template";
const EXECUTOR_ROLE = "ops_executor";

declare module "vitest" {
  interface ProvidedContext {
    cluster: HarnessCluster;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startThrowawayCluster();
  try {
    const sql = postgres(cluster.urlFor("supabase_admin", "postgres"), { max: 1, onnotice: () => undefined });
    await sql.unsafe(`create database ${TEMPLATE} template postgres owner postgres`);
    const adminUrl = cluster.urlFor("postgres", TEMPLATE);
    await applyMigrations({ projectDir: fileURLToPath(new URL("../..", import.meta.url)), url: adminUrl });
    const executorUrl = new URL(adminUrl);
    executorUrl.username = EXECUTOR_ROLE;
    const [role] = await sql`select 1 from pg_roles where rolname = ${EXECUTOR_ROLE}`;
    if (role) await sql.unsafe(`alter role ${EXECUTOR_ROLE} login password '${executorUrl.password}'`);
    await sql.end();
    project.provide("cluster", {
      template: TEMPLATE,
      superUrl: cluster.urlFor("supabase_admin", TEMPLATE),
      adminUrl,
      executorUrl: executorUrl.href,
      serviceUrls: {
        authenticator: cluster.urlFor("authenticator", TEMPLATE),
        supabase_auth_admin: cluster.urlFor("supabase_auth_admin", TEMPLATE),
        supabase_storage_admin: cluster.urlFor("supabase_storage_admin", TEMPLATE),
      },
    });
    return cluster.remove;
  } catch (error) {
    await cluster.remove();
    throw error;
  }
}
