import { createHash } from "node:crypto";
import postgres, { type Sql } from "postgres";
import type { Secrets } from "./secrets.ts";

/** The role ops-executor logs in as. */
export const EXECUTOR_ROLE = "ops_executor";

/** Scopes of the two keys that an installation has from the start. */
const WORKER_SCOPES = ["runs.work"];
const CLI_SCOPES = [
  "runs.read",
  "runs.write",
  "lanes.write",
  "sessions.write",
  "templates.write",
  "workers.write",
  "retention.write",
  "keys.write",
];

/** A connection as role `postgres`, opened when used and closed when idle. */
export function connectAsOwner(adminUrl: string): Sql {
  return postgres(adminUrl, { max: 1, idle_timeout: 5, connect_timeout: 5, onnotice: () => undefined });
}

/** Gives the executor's role its password and makes sure that both API keys are live; only their hashes are stored. */
export async function provision(adminUrl: string, secrets: Secrets): Promise<void> {
  const sql = connectAsOwner(adminUrl);
  try {
    await provisionWith(sql, secrets);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

async function provisionWith(sql: Sql, secrets: Secrets): Promise<void> {
  // The password is base64url, so it cannot end the literal; `alter role` takes no parameters.
  await sql.unsafe(`alter role ${EXECUTOR_ROLE} login password '${secrets.executor_password}'`);
  const keys = [
    ["worker", WORKER_SCOPES, secrets.worker_key],
    ["cli", CLI_SCOPES, secrets.cli_key],
  ] as const;
  for (const [name, scopes, { hint, key_sha256 }] of keys) {
    await sql`select private.provision_api_key(${name}, ${hint}, ${[...scopes]}, ${key_sha256})`;
  }
}

/** Makes the setup code valid while there is no admin. Returns whether it is needed. */
export async function provisionSetupCode(sql: Sql, { setup_code }: Secrets): Promise<boolean> {
  const hash = createHash("sha256").update(setup_code).digest("hex");
  const [row] = await sql`select private.provision_setup_code(${hash}) as needed`;
  return row?.needed === true;
}

/** The address that the executor's role connects to. Poolers name the project behind a dot: `postgres.<project>`. */
export function executorUrl(adminUrl: string, password: string): string {
  const url = new URL(adminUrl);
  const [, ...project] = url.username.split(".");
  url.username = [EXECUTOR_ROLE, ...project].join(".");
  url.password = password;
  return url.href;
}

/** The time by the database's clock, as text. */
export async function databaseNow(sql: Sql): Promise<string> {
  const [row] = await sql`select now()::text as now`;
  return String(row?.now);
}

/** Whether a worker of this name has called since that time. False when the database does not answer. */
export async function workerHasCalled(sql: Sql, name: string, since: string): Promise<boolean> {
  const rows = await sql`
    select 1 from public.workers where name = ${name} and last_seen_at >= ${since}::timestamptz`.catch(() => []);
  return rows.length > 0;
}
