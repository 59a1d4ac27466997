import postgres, { type ReservedSql, type Sql } from "postgres";
import { afterAll } from "vitest";
import { target } from "./target.ts";

/** Role `postgres` on the project's database, closed after the file's tests. Call it at the top of a test file. */
export function database(): Sql {
  const sql = postgres(target().databaseUrl, { max: 4, onnotice: () => undefined });
  afterAll(() => sql.end({ timeout: 5 }));
  return sql;
}

/** Sends a broadcast from the database; it leaves when the transaction of `sql` commits. */
export async function broadcast(
  sql: Sql | ReservedSql,
  topic: string,
  event: string,
  { payload = {}, isPrivate = true }: { payload?: Record<string, string | number>; isPrivate?: boolean } = {},
): Promise<void> {
  await sql`select realtime.send(${sql.json(payload)}, ${event}, ${topic}, ${isPrivate})`;
}

/** Lets the person receive (and, if said so, send) on a private topic. */
export async function addMember(sql: Sql, topic: string, userId: string, { sends = false } = {}): Promise<void> {
  await sql`insert into public.conformance_members (topic, user_id, sends) values (${topic}, ${userId}, ${sends})`;
}

/** Takes the person's right to the topic away. */
export async function removeMember(sql: Sql, topic: string, userId: string): Promise<void> {
  await sql`delete from public.conformance_members where topic = ${topic} and user_id = ${userId}`;
}
