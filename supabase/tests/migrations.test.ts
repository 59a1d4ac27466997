import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../e2e/harness/postgres.ts";
import { applyMigrations, MigrationError } from "../local/migrations.ts";

let projectDir: string;
let db: TestDatabase;
beforeEach(async () => {
  db = await createDatabase();
  projectDir = await mkdtemp(join(tmpdir(), "migrations-"));
  await mkdir(join(projectDir, "supabase", "migrations"), { recursive: true });
  await writeFile(join(projectDir, "supabase", "config.toml"), 'project_id = "scratch"\n');
  // The clone has the product's history; a scratch project starts with its own.
  const sql = postgres(db.adminUrl, { max: 1, onnotice: () => undefined });
  await sql`drop schema if exists supabase_migrations cascade`;
  await sql.end();
});
afterEach(async () => {
  await rm(projectDir, { recursive: true, force: true });
  await db.drop();
});

const add = (name: string, sql: string) => writeFile(join(projectDir, "supabase", "migrations", name), sql);
const apply = () => applyMigrations({ projectDir, url: db.adminUrl });

test("migrations are applied in order, once", async () => {
  await add("20260101000001_two.sql", "insert into public.scratch values (2);");
  await add("20260101000000_one.sql", "create table public.scratch (id int primary key);");
  await apply();
  await apply();
  const sql = postgres(db.adminUrl, { max: 1 });
  expect([...(await sql`select id from public.scratch`)]).toEqual([{ id: 2 }]);
  await sql.end();
});

test("a migration that fails is named with its statement and the reason", async () => {
  await add("20260101000000_broken.sql", "select 1;\ncreate table public.half (id nonsense);");
  const error = await apply().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MigrationError);
  expect(String(error)).toMatch(/20260101000000_broken\.sql.*nonsense.*create table public\.half/s);
});
