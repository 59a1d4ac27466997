import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import postgres, { type Sql } from "postgres";
import { EMAIL_DOMAIN, EMAIL_PREFIX } from "./people.ts";
import type { Target } from "./target.ts";

/** The private bucket of the suite. */
export const BUCKET = "conformance-scratch";
/** The comment that scratch.sql writes on each of its tables: what has it may be dropped. */
const MARK = "scratch of the conformance suite";
const READY_WITHIN_MS = 30_000;

/** Makes the suite's tables, policies, functions and bucket in the project; returns what removes them and the people made. */
export async function makeScratch(target: Target): Promise<() => Promise<void>> {
  const sql = postgres(target.databaseUrl, { max: 1, onnotice: () => undefined });
  const auth = { persistSession: false, autoRefreshToken: false };
  const server = createClient(target.url, target.secretKey, { auth });
  const remove = async () => {
    await removeBucket(server);
    await runScript(sql, "scratch-remove.sql");
    await removePeople(sql, server);
  };
  try {
    await refuseForeignTables(sql);
  } catch (error) {
    await sql.end();
    throw error;
  }
  try {
    await remove();
    await runScript(sql, "scratch.sql");
    const bucket = await server.storage.createBucket(BUCKET, { public: false });
    if (bucket.error) throw new Error(`the bucket could not be made: ${bucket.error.message}`);
    await waitForTables(server);
  } catch (error) {
    await remove().catch(() => undefined);
    await sql.end();
    throw error;
  }
  return async () => {
    await remove().finally(() => sql.end());
  };
}

async function runScript(sql: Sql, name: string): Promise<void> {
  const script = await readFile(new URL(name, import.meta.url), "utf8");
  await sql.begin((tx) => tx.unsafe(script));
}

async function tables(sql: Sql): Promise<{ name: string; comment: string | null }[]> {
  return await sql<{ name: string; comment: string | null }[]>`
    select relname as name, obj_description(oid, 'pg_class') as comment from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like 'conformance\\_%'`;
}

/** The suite may be pointed at a project with data in it: a table that it did not make stays as it is. */
async function refuseForeignTables(sql: Sql): Promise<void> {
  const foreign = (await tables(sql)).filter(({ comment }) => comment !== MARK).map(({ name }) => name);
  if (foreign.length > 0)
    throw new Error(`the project has tables that this suite would replace: ${foreign.join(", ")}`);
}

/** A project keeps a copy of the schema that it renews after the notice; tests begin when it has. */
async function waitForTables(server: SupabaseClient): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const { error } = await server.from("conformance_projects").select("id").limit(1);
    if (!error) return;
    if (performance.now() > deadline) throw new Error(`the suite's tables do not show up: ${error.message}`);
    await delay(100);
  }
}

async function removeBucket(server: SupabaseClient): Promise<void> {
  const { data } = await server.storage.getBucket(BUCKET);
  if (!data) return;
  for (const step of [await server.storage.emptyBucket(BUCKET), await server.storage.deleteBucket(BUCKET)]) {
    if (step.error) throw new Error(`bucket ${BUCKET} could not be removed: ${step.error.message}`);
  }
}

async function removePeople(sql: Sql, server: SupabaseClient): Promise<void> {
  const people = await sql<{ id: string }[]>`
    select id from auth.users where email ~ ${`^${EMAIL_PREFIX}[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}@${EMAIL_DOMAIN}$`}`;
  for (const { id } of people) {
    const { error } = await server.auth.admin.deleteUser(id);
    if (error) throw new Error(`person ${id} could not be removed: ${error.message}`);
  }
}
