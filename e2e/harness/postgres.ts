import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";
import type { HarnessCluster } from "./postgres-setup.ts";

/** A database of one test file: a clone of the migrated template. */
export interface TestDatabase {
  name: string;
  /** Role `postgres`: owner of the product's schema, bypasses RLS, not a superuser. */
  adminUrl: string;
  /** Role `supabase_admin`, the superuser: for `set role`, backdating and looking anywhere. */
  superUrl: string;
  /** Role `ops_executor`: what the edge function connects as. */
  executorUrl: string;
  /** What the platform's own services connect as. */
  serviceUrls: HarnessCluster["serviceUrls"];
  /** Ends every connection to the database and deletes it. */
  drop(): Promise<void>;
}

/** Clones the migrated template in some ten milliseconds. Call it in `beforeAll` and `drop()` in `afterAll`. */
export async function createDatabase(): Promise<TestDatabase> {
  const cluster: HarnessCluster = inject("cluster");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const maintenance = on(cluster.superUrl, "postgres");
  await once(maintenance, `create database ${name} template ${cluster.template} owner postgres`);
  return {
    name,
    adminUrl: on(cluster.adminUrl, name),
    superUrl: on(cluster.superUrl, name),
    executorUrl: on(cluster.executorUrl, name),
    serviceUrls: {
      authenticator: on(cluster.serviceUrls.authenticator, name),
      supabase_auth_admin: on(cluster.serviceUrls.supabase_auth_admin, name),
      supabase_storage_admin: on(cluster.serviceUrls.supabase_storage_admin, name),
    },
    drop: () => once(maintenance, `drop database if exists ${name} with (force)`),
  };
}

function on(url: string, database: string): string {
  const copy = new URL(url);
  copy.pathname = `/${database}`;
  return copy.href;
}

async function once(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
