import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import postgres, { type Sql } from "postgres";
import { SUPERUSER } from "./cluster.ts";

/** Roles that may log in; each has its own random password per installation. */
export const LOGIN_ROLES = [
  SUPERUSER,
  "postgres",
  "authenticator",
  "supabase_auth_admin",
  "supabase_storage_admin",
] as const;
export type LoginRole = (typeof LOGIN_ROLES)[number];
export type Passwords = Record<LoginRole, string>;

/** One new random password per login role. */
export function newPasswords(): Passwords {
  const random = () => randomBytes(24).toString("base64url");
  return {
    supabase_admin: random(),
    postgres: random(),
    authenticator: random(),
    supabase_auth_admin: random(),
    supabase_storage_admin: random(),
  };
}

const DATABASE_SCHEMAS = ["extensions", "auth", "auth-flows", "storage", "realtime"];

/** Whether the roles and schemas of a Supabase project are in this database. `url` is the superuser's. */
export async function hasSystemSchemas(url: string): Promise<boolean> {
  return connected(url, async (sql) => {
    const [row] = await sql`select to_regnamespace('_realtime') is not null as found`;
    return row?.found === true;
  });
}

/**
 * Makes Supabase's roles and system schemas in a fresh cluster, in the database `postgres`, in one transaction
 * (so an interrupted attempt leaves nothing). `url` is the superuser's.
 */
export async function installSystemSchemas(url: string, passwords: Passwords): Promise<void> {
  await connected(url, async (sql) => {
    await sql.begin(async (tx) => {
      await tx.unsafe(await source("roles"));
      for (const role of LOGIN_ROLES) await tx.unsafe(`alter role ${role} password '${passwords[role]}'`);
      await tx.unsafe("alter database postgres owner to postgres");
      for (const name of DATABASE_SCHEMAS) await tx.unsafe(await source(name));
    });
  });
}

/** Adds what Auth keeps since it knows GitHub and mail to schemas that were made before. `url` is the superuser's. */
export async function completeSystemSchemas(url: string): Promise<void> {
  await connected(url, async (sql) => {
    const [row] = await sql`select to_regclass('auth.flow_state') is null as missing`;
    const flows = await source("auth-flows");
    if (row?.missing === true) await sql.begin((tx) => tx.unsafe(flows));
  });
}

/** Makes the day partitions of realtime.messages: call it at start and then daily. `url` is the superuser's. */
export async function maintainRealtimePartitions(url: string): Promise<void> {
  await connected(url, (sql) => sql`select _realtime.maintain_message_partitions()`);
}

async function connected<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

function source(name: string): Promise<string> {
  return readFile(new URL(`../system-schemas/${name}.sql`, import.meta.url), "utf8");
}
