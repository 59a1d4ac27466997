import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, connect, openControlRoom } from "../../e2e/harness/control-room.ts";
import { asRole, mayReceive } from "./support/as-role.ts";
import { inhabit, type People, type Place } from "./support/inhabit.ts";

let room: ControlRoom;
let root: postgres.Sql;
let people: People;
/** Ids of the member-only session and its run, and of the team's. */
let secret: Place;
let team: Place;

beforeAll(async () => {
  room = await openControlRoom();
  root = connect(room.database.superUrl, 1);
  ({ people, secret, team } = await inhabit(room));
});
afterAll(async () => {
  await root.end({ timeout: 2 });
  await room.close();
});

const seenBy = (who: { user_id: string }, table: string, where?: string) =>
  asRole(root, "authenticated", who, (sql) => countIn(sql, table, where));
const reach = (who: keyof typeof people, topic: string) => mayReceive(root, "authenticated", people[who], topic);

async function tablesOf(schema: string): Promise<string[]> {
  const rows = await root`
    select c.relname as name from pg_class c where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') order by 1`;
  return rows.map((row) => String(row.name));
}

async function countIn(sql: postgres.Sql | postgres.TransactionSql, table: string, where = "true"): Promise<number> {
  const [row] = await sql.unsafe(`select count(*)::int as n from public.${table} where ${where}`);
  return row?.n;
}

test("every table of public and private has row level security", async () => {
  const rows = await root`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p') and not c.relrowsecurity`;
  expect([...rows]).toEqual([]);
  expect((await tablesOf("public")).length).toBeGreaterThanOrEqual(15);
});

describe("someone who is no operator", () => {
  test.each(["signedUp", "disabled"] as const)("sees no row of any public table: %s", async (who) => {
    const seen: Record<string, number> = {};
    const there: Record<string, number> = {};
    for (const table of await tablesOf("public")) {
      there[table] = await countIn(root, table);
      seen[table] = await seenBy(people[who], table);
    }
    // Otherwise seeing nothing would prove nothing.
    expect(Object.entries(there).filter(([, n]) => n === 0)).toEqual([]);
    expect(Object.values(seen).every((n) => n === 0)).toBe(true);
  });

  test.each(["signedUp", "disabled"] as const)("joins no Realtime topic: %s", async (who) => {
    for (const topic of [
      "runs",
      "workers",
      `session:${team.session_id}`,
      `run:${team.run_id}`,
      `wake:${"0".repeat(32)}`,
    ]) {
      expect(await reach(who, topic)).toBe(false);
    }
  });
});

describe("a session for members", () => {
  const withSession = async () => {
    const rows = await root`
      select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'session_id'`;
    return [["sessions", "id"], ...rows.map((row) => [String(row.name), "session_id"])] as [string, string][];
  };

  test("is out of sight for other operators in every table that carries a session, and in sight for those who may see it", async () => {
    const tables = await withSession();
    expect(tables.map(([table]) => table)).toEqual(
      expect.arrayContaining(["runs", "run_events", "artifacts", "audit_log"]),
    );
    for (const [table, column] of tables) {
      const where = `${column} = ${secret.session_id}`;
      const there = await countIn(root, table, where);
      expect([table, there]).not.toEqual([table, 0]);
      for (const who of ["member", "creator", "auditor", "admin"] as const) {
        expect([table, who, await seenBy(people[who], table, where)]).toEqual([table, who, there]);
      }
      expect([table, await seenBy(people.stranger, table, where)]).toEqual([table, 0]);
      const teams = `${column} = ${team.session_id}`;
      const teamRows = await countIn(root, table, teams);
      expect([table, await seenBy(people.stranger, table, teams)]).toEqual([table, teamRows]);
    }
  });

  test("sends its hints only to those who see it", async () => {
    for (const topic of [`session:${secret.session_id}`, `run:${secret.run_id}`]) {
      for (const who of ["member", "creator", "auditor", "admin"] as const)
        expect([who, await reach(who, topic)]).toEqual([who, true]);
      for (const who of ["stranger", "signedUp", "disabled"] as const)
        expect([who, await reach(who, topic)]).toEqual([who, false]);
    }
    expect(await reach("stranger", `session:${team.session_id}`)).toBe(true);
    expect(await reach("stranger", `run:${team.run_id}`)).toBe(true);
    expect(await reach("stranger", "runs")).toBe(true);
    for (const topic of ["run:1x", "run:", "session:99999999999999999999", "run:999999", "wake:x", "other", ""]) {
      expect([topic, await reach("admin", topic)]).toEqual([topic, false]);
    }
  });
});

describe("templates, workers, keys and people", () => {
  test.each([
    ["run_templates", ["stranger", "auditor", "admin"]],
    ["run_template_versions", ["stranger", "auditor", "admin"]],
    ["workers", ["stranger", "auditor", "admin"]],
    ["operators", ["stranger", "auditor", "admin"]],
    ["api_keys", ["auditor", "admin"]],
    ["invitations", ["auditor", "admin"]],
  ] as const)("%s are read by %s", async (table, readers) => {
    for (const who of ["stranger", "auditor", "admin"] as const) {
      const seen = await seenBy(people[who], table);
      expect([who, seen > 0]).toEqual([who, readers.some((reader) => reader === who)]);
    }
  });

  test("audit rows about no session are for admins and auditors", async () => {
    const where = "session_id is null";
    expect(await seenBy(people.stranger, "audit_log", where)).toBe(0);
    for (const who of ["auditor", "admin"] as const) {
      expect(await seenBy(people[who], "audit_log", where)).toBeGreaterThan(0);
    }
  });
});

describe("anon", () => {
  test("receives wake-ups and nothing else", async () => {
    expect(await mayReceive(root, "anon", null, `wake:${"a".repeat(32)}`)).toBe(true);
    for (const topic of ["runs", "workers", `run:${team.run_id}`, `session:${team.session_id}`, "wakeful"]) {
      expect([topic, await mayReceive(root, "anon", null, topic)]).toEqual([topic, false]);
    }
  });
});
