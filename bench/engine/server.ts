import { fileURLToPath } from "node:url";
import postgres, { type Sql } from "postgres";
import { applyMigrations } from "../../supabase/local/migrations.ts";
import { startThrowawayCluster } from "../../supabase/local/postgres/throwaway.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** One server for everybody, as durable as the product's own, with a database for each contender. */
export interface BenchServer {
  /** As the superuser, in our database. */
  root: Sql;
  /** Our database as role ops_executor, whom ops-executor is. */
  executorUrl: string;
  /** An empty database of that name, for a peer. */
  emptyDatabase(name: string): Promise<string>;
  /** Writes everything to disk, so that no trial pays for the one before it. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

export async function startServer(): Promise<BenchServer> {
  const cluster = await startThrowawayCluster({ durable: true });
  try {
    const adminUrl = cluster.urlFor("postgres", "postgres");
    await applyMigrations({ projectDir: ROOT, url: adminUrl });
    const executorUrl = new URL(adminUrl);
    executorUrl.username = "ops_executor";
    const root = postgres(cluster.urlFor("supabase_admin", "postgres"), { max: 2, onnotice: () => undefined });
    await root.unsafe(`alter role ops_executor login password '${executorUrl.password}'`);
    return {
      root,
      executorUrl: executorUrl.href,
      async emptyDatabase(name) {
        await root.unsafe(`create database ${name} template template0`);
        return cluster.urlFor("supabase_admin", name);
      },
      checkpoint: async () => void (await root`checkpoint`),
      async close() {
        await root.end({ timeout: 2 });
        await cluster.remove();
      },
    };
  } catch (error) {
    await cluster.remove();
    throw error;
  }
}
