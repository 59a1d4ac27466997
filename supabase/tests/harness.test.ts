import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../e2e/harness/postgres.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createDatabase();
});
afterAll(() => db.drop());

test("a test file gets its own clone that carries the system schemas", async () => {
  const sql = postgres(db.adminUrl, { max: 1 });
  const [row] =
    await sql`select current_database() as name, to_regclass('auth.users')::text as users, current_user as me`;
  await sql.end();
  expect(row).toEqual({ name: db.name, users: "auth.users", me: "postgres" });
});
