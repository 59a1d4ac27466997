import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, type TestDatabase } from "../../e2e/harness/postgres.ts";

let db: TestDatabase;
let owner: Sql;
let admin: Sql;
beforeAll(async () => {
  db = await createDatabase();
  owner = postgres(db.adminUrl, { max: 1, onnotice: () => undefined });
  admin = postgres(db.superUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await Promise.all([owner.end(), admin.end()]);
  await db.drop();
});

const denied = { code: "42501" };
const partitions = async () =>
  (
    await admin`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'realtime.messages'::regclass`
  ).map((row) => row.name);

describe("role postgres, as in a hosted project", () => {
  it("is no superuser, but makes roles and databases and bypasses row level security", async () => {
    const [role] = await owner`
      select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication from pg_roles where rolname = current_user`;
    expect(role).toEqual({
      rolsuper: false,
      rolcreaterole: true,
      rolcreatedb: true,
      rolbypassrls: true,
      rolreplication: true,
    });
  });

  it("writes policies on realtime.messages and storage.objects", async () => {
    await owner`create policy hear on realtime.messages for select to authenticated using (realtime.topic() = 'a')`;
    await owner`create policy see on storage.objects for select to authenticated using (owner_id = auth.uid()::text)`;
  });

  it.each(["auth", "storage", "realtime"])("creates nothing in schema %s", async (schema) => {
    await expect(owner.unsafe(`create table ${schema}.mine (id int)`)).rejects.toMatchObject(denied);
  });

  it("references auth.users and publishes its own tables", async () => {
    await owner`create table public.mine (user_id uuid references auth.users (id))`;
    await owner`alter publication supabase_realtime add table public.mine`;
    await owner`drop table public.mine`;
  });

  it("exposes nothing of a new table by default", async () => {
    await owner`create table public.closed (id int)`;
    for (const role of ["anon", "authenticated", "service_role"]) {
      const [row] =
        await owner`select has_table_privilege(${role}, 'public.closed', 'select, insert, update, delete') as may`;
      expect(row?.may).toBe(false);
    }
  });
});

describe("claims", () => {
  it("are read by auth.uid, auth.role, auth.email and auth.jwt", async () => {
    const sub = "5f0c1f5e-8a5e-4f0e-9f5a-0d3e5f6a7b8c";
    const claims = JSON.stringify({ sub, role: "authenticated", email: "a@example.org" });
    const row = await owner.begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${claims}, true)`;
      await sql`set local role authenticated`;
      const [found] =
        await sql`select auth.uid() as uid, auth.role() as role, auth.email() as email, auth.jwt() ->> 'sub' as sub`;
      return found;
    });
    expect(row).toEqual({ uid: sub, role: "authenticated", email: "a@example.org", sub });
  });

  it("are null for someone without a token", async () => {
    const [row] = await owner`select auth.uid() as uid, auth.jwt() as jwt`;
    expect(row).toEqual({ uid: null, jwt: null });
  });
});

describe("realtime", () => {
  it("stores a sent message in today's partition", async () => {
    await owner`select realtime.send('{"n": 1}'::jsonb, 'hint', 'run:1', true)`;
    const [row] =
      await admin`select topic, event, private, extension, payload ->> 'n' as n, payload ? 'id' as id from realtime.messages`;
    expect(row).toEqual({ topic: "run:1", event: "hint", private: true, extension: "broadcast", n: "1", id: true });
  });

  it("only warns when a message cannot be stored", async () => {
    await owner.begin(async (sql) => {
      await sql`set local role authenticated`;
      await sql`select realtime.send('{}'::jsonb, 'hint', 'lost', true)`;
    });
    const [row] = await admin`select count(*)::int as count from realtime.messages where topic = 'lost'`;
    expect(row?.count).toBe(0);
  });

  it("has partitions from yesterday to three days ahead and drops those older than three days", async () => {
    expect(await partitions()).toHaveLength(5);
    await admin`select _realtime.maintain_message_partitions(now() + interval '2 days')`;
    expect(await partitions()).toHaveLength(7);
    await admin`select _realtime.maintain_message_partitions(now() + interval '30 days')`;
    expect(await partitions()).toHaveLength(5);
  });
});

describe("storage", () => {
  it("splits object names", async () => {
    const [row] = await owner`
      select storage.foldername('a/b/c.tar.gz') as folder, storage.filename('a/b/c.tar.gz') as file, storage.extension('a/b/c.tar.gz') as ext`;
    expect(row).toEqual({ folder: ["a", "b"], file: "c.tar.gz", ext: "gz" });
  });

  it("refuses to delete rows behind the service's back", async () => {
    await owner`insert into storage.buckets (id, name) values ('b', 'b')`;
    await expect(owner`delete from storage.buckets`).rejects.toMatchObject(denied);
  });
});
