import { fileURLToPath } from "node:url";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { type ControlRoom, connect, openControlRoom } from "../../e2e/harness/control-room.ts";
import { makeUser } from "../../e2e/harness/factories.ts";
import { asOwner, inspectDatabase } from "../../lib/setup/inspect.ts";
import { compareSchema, compareTold, isCurrent } from "../../lib/setup/schema/compare.ts";
import { type ExpectedSchema, hashOf, readSchema } from "../../lib/setup/schema/migrations.ts";
import { sqlToPaste } from "../../lib/setup/schema/paste.ts";
import { asRole } from "./support/as-role.ts";

const ToldSchema = z.object({ recorded: z.record(z.string(), z.string()), missing: z.array(z.string()) });
const projectDir = fileURLToPath(new URL("../..", import.meta.url));
let room: ControlRoom;
let root: postgres.Sql;
let expected: ExpectedSchema;
beforeAll(async () => {
  expected = await readSchema(projectDir);
  room = await openControlRoom();
  root = connect(room.database.superUrl, 1);
});
afterAll(async () => {
  await root.end({ timeout: 2 });
  await room.close();
});

const compare = async () => compareSchema(expected, await inspectDatabase(room.database.adminUrl, expected));
const asAnon = (objects: string[]) =>
  asRole(root, "anon", null, async (sql) => (await sql`select public.setup_state(${objects}) as state`)[0]?.state);

describe("a migrated database", () => {
  test("holds everything that the migrations make by their text, and nothing of theirs is unknown to the reader", async () => {
    const found = await inspectDatabase(room.database.adminUrl, expected);
    expect(expected.objects.filter((object) => !found.objects.has(object))).toEqual([]);
    const ours = [...found.objects].filter((object) => /^(table|view|function|policy) (public|private)\./.test(object));
    expect(ours.filter((object) => !expected.objects.includes(object))).toEqual([]);
    expect(isCurrent(await compare())).toBe(true);
  });

  test("tells anybody with the publishable key its fingerprint, which is that of the files, and whether the first admin is there", async () => {
    const names = ["table public.runs", "table public.nothing", "function private.execute"];
    expect(await asAnon(names)).toEqual({
      fingerprint: expected.fingerprint,
      recorded: Object.fromEntries(expected.migrations.map(({ version, text }) => [version, hashOf([text])])),
      missing: ["table public.nothing"],
      has_admin: false,
      has_operators: false,
    });
    await makeUser(room, "admin");
    expect(await asAnon([])).toMatchObject({ has_admin: true, missing: [] });
  });
});

describe("an older database", () => {
  test("tells by itself what it lacks and which migrations differ; what it lacks is mended by the SQL to paste", async () => {
    await room.sql.unsafe("drop function public.list_workers");
    const told = async () => compareTold(expected, ToldSchema.parse(await asAnon(expected.objects)));
    const lacking = await told();
    expect(lacking).toMatchObject({ pending: [], changed: [], missing: ["function public.list_workers"] });
    await asOwner(room.database.adminUrl, (sql) => sql.unsafe(sqlToPaste(lacking) ?? ""));
    expect(isCurrent(await told())).toBe(true);

    const rename = (from: string, to: string) =>
      room.sql`
        update supabase_migrations.schema_migrations
        set statements = array(select replace(s, ${from}, ${to}) from unnest(statements) s) where name = 'server_time'`;
    await rename("clock_timestamp()", "now()");
    const server_time = expected.migrations.find(({ name }) => name === "server_time");
    expect(await told()).toMatchObject({ outdated: [`migration ${server_time?.version}_server_time`], repair: null });
    await rename("now()", "clock_timestamp()");
  });

  test("is brought up to date by the SQL to paste: an edited function, a lost policy and trigger, a whole migration", async () => {
    const own = expected.migrations.find(({ text }) => text.includes("create function public.setup_state"));
    await room.sql`delete from supabase_migrations.schema_migrations where version = ${own?.version ?? ""}`;
    await room.sql.unsafe(
      "drop function public.setup_state, private.schema_fingerprint, private.schema_record, private.schema_objects",
    );
    await room.sql.unsafe('drop policy "operators see workers" on public.workers');
    await room.sql.unsafe("drop function public.list_workers");
    await room.sql.unsafe("drop trigger log_is_append_only on public.run_events");
    await room.sql`
      update supabase_migrations.schema_migrations
      set statements = array(select replace(s, 'return clock_timestamp()', 'return now()') from unnest(statements) s)
      where name = 'server_time'`;
    const older = await compare();
    expect(older.pending.map(({ version }) => version)).toEqual([own?.version]);
    expect(older.missing).toEqual(
      expect.arrayContaining(["policy public.workers: operators see workers", "function public.setup_state"]),
    );
    expect(older.outdated).toEqual(["function public.server_time"]);
    await asOwner(room.database.adminUrl, (sql) => sql.unsafe(sqlToPaste(older) ?? ""));
    expect(isCurrent(await compare())).toBe(true);
    expect(await asAnon([])).toMatchObject({ fingerprint: expected.fingerprint });
    const [right] =
      await room.sql`select has_function_privilege('authenticated', 'public.list_workers()', 'execute') as given`;
    expect(right?.given).toBe(true);
  });

  test("is left to a person where a table would have to change, or is gone", async () => {
    const [table] = expected.migrations.filter(({ text }) => text.includes("create table public.api_keys"));
    if (table === undefined) throw new Error("No migration makes public.api_keys");
    const before = { version: table.version, statements: [table.text.replace("hint text", "hint varchar(8)")] };
    expect(before.statements[0]).not.toBe(table.text);
    const found = await inspectDatabase(room.database.adminUrl, expected);
    const recorded = found.recorded.map((row) => (row.version === table.version ? before : row));
    const edited = compareSchema(expected, { ...found, recorded });
    expect(edited).toMatchObject({ repair: null, outdated: ["table public.api_keys"] });
    expect(sqlToPaste(edited)).toBe(null);
    const lost = new Set([...found.objects].filter((object) => object !== "table public.api_keys"));
    expect(compareSchema(expected, { ...found, objects: lost })).toMatchObject({
      repair: null,
      missing: ["table public.api_keys"],
    });
  });
});
