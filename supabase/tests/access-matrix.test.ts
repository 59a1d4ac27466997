import { readFileSync } from "node:fs";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, connect, openControlRoom } from "../../e2e/harness/control-room.ts";
import { type ApiRole, asRole, mayReceive } from "./support/as-role.ts";
import { inhabit, type People, type Place } from "./support/inhabit.ts";

/** The table of docs/access.md: what each row is about, and a cell for each kind of caller. Every cell is a test. */
const text = readFileSync(new URL("../../docs/access.md", import.meta.url), "utf8");
const table = /<!-- access: begin -->\n([\s\S]*?)<!-- access: end -->/.exec(text)?.[1] ?? "";
const cellsOf = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll("`", ""));
const [heads = [], , ...rows] = table.trim().split("\n").map(cellsOf);
const columns = heads.slice(2);
const cells = rows.flatMap(([subject = "", operation = "", ...words]) =>
  columns.map((column, index) => ({ subject, operation, column, word: words[index] ?? "" })),
);

interface Caller {
  role: ApiRole | "ops_executor";
  who: keyof People | null;
}
const callers: Record<string, Caller> = {
  anon: { role: "anon", who: null },
  "signed up": { role: "authenticated", who: "signedUp" },
  deactivated: { role: "authenticated", who: "disabled" },
  auditor: { role: "authenticated", who: "auditor" },
  member: { role: "authenticated", who: "member" },
  "no member": { role: "authenticated", who: "stranger" },
  admin: { role: "authenticated", who: "admin" },
  "API key": { role: "ops_executor", who: null },
};

let room: ControlRoom;
let root: postgres.Sql;
let people: People;
let secret: Place;
let team: Place;
let bySession: Map<string, string>;
let privateTables: string[];
beforeAll(async () => {
  room = await openControlRoom();
  root = connect(room.database.superUrl, 1);
  ({ people, secret, team } = await inhabit(room));
  for (const place of [secret, team]) {
    const path = `${place.session_id}/${place.run_id}/1/object`;
    await root`insert into storage.objects (bucket_id, name) values ('artifacts', ${path})`;
    await root`alter table public.artifacts disable trigger user`;
    await root`
      update public.artifacts set object_path = ${path}, body = null, encoding = null
      where id = (select min(id) from public.artifacts where session_id = ${place.session_id})`;
    await root`alter table public.artifacts enable trigger user`;
  }
  const columnsOf = await root`
    select c.table_name as name from information_schema.columns c where c.table_schema = 'public' and c.column_name = 'session_id'`;
  bySession = new Map([["sessions", "id"], ...columnsOf.map((row) => [String(row.name), "session_id"] as const)]);
  const hidden = await root`
    select c.relname as name from pg_class c where c.relnamespace = 'private'::regnamespace and c.relkind in ('r', 'p')`;
  privateTables = hidden.map((row) => String(row.name));
});
afterAll(async () => {
  await root.end({ timeout: 2 });
  await room.close();
});

type Sql = postgres.Sql | postgres.TransactionSql;
const personOf = ({ who }: Caller) => (who === null ? null : people[who]);

/** Does it as the caller and takes it back; `denied` where the database refuses the right. */
async function attempt(caller: Caller, work: (sql: Sql) => Promise<string>): Promise<string> {
  try {
    if (caller.role === "ops_executor") return await room.executor.begin((sql) => work(sql));
    return await asRole(root, caller.role, personOf(caller), work);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "42501") return "denied";
    throw error;
  }
}

async function count(sql: Sql, name: string, where = "true"): Promise<number> {
  const [row] = await sql.unsafe(`select count(*)::int as n from ${name} where ${where}`);
  return Number(row?.n);
}

/** `all`, `none`, `team` (those of the team's session, none of the members' one) or `sessions` (those of both, none of no session). */
async function reading(caller: Caller, name: string): Promise<string> {
  const qualified = `public.${name}`;
  const column = bySession.get(name);
  const there = await count(root, qualified);
  expect(there, `${name} is empty, so that seeing nothing would prove nothing`).toBeGreaterThan(0);
  return await attempt(caller, async (sql) => {
    const seen = await count(sql, qualified);
    if (seen === there) return "all";
    if (seen === 0) return "none";
    if (name === "run_views") return await ofViews(sql, caller);
    if (column === undefined) return `${seen} of ${there}`;
    const of = async ({ session_id }: Place) => {
      const where = `${column} = ${session_id}`;
      const [some, every] = [await count(sql, qualified, where), seenByRoot.get(`${name} ${where}`) ?? -1];
      return some === every ? "all" : some === 0 ? "none" : "some";
    };
    const [ofTeam, ofSecret] = [await of(team), await of(secret)];
    const rest = await count(sql, qualified, `${column} is null`);
    if (ofTeam === "all" && rest === 0) return ofSecret === "all" ? "sessions" : ofSecret === "none" ? "team" : "some";
    return "some";
  });
}
/** Whose views are seen, by words. */
async function ofViews(sql: Sql, caller: Caller): Promise<string> {
  const me = personOf(caller)?.user_id ?? "";
  const kinds = { own: `not shared and owner = '${me}'`, shared: "shared", foreign: `not shared and owner <> '${me}'` };
  const seen: string[] = [];
  for (const [kind, where] of Object.entries(kinds)) {
    if ((await count(sql, "public.run_views", where)) > 0) seen.push(kind);
  }
  return seen.join(", ");
}
/** How many rows of a session there are, counted before a caller's transaction takes the only connection. */
const seenByRoot = new Map<string, number>();
async function countSessions(name: string): Promise<void> {
  const column = bySession.get(name);
  if (column === undefined) return;
  for (const { session_id } of [team, secret]) {
    const where = `${column} = ${session_id}`;
    seenByRoot.set(`${name} ${where}`, await count(root, `public.${name}`, where));
  }
}

/** Insert, update and delete, each by itself: `denied` when all three are, else those that are not. */
async function writing(caller: Caller, qualified: string, column: string): Promise<string> {
  const allowed: string[] = [];
  for (const [verb, statement] of [
    ["insert", `insert into ${qualified} default values`],
    ["update", `update ${qualified} set ${column} = ${column}`],
    ["delete", `delete from ${qualified}`],
  ] as const) {
    const done = await attempt(caller, async (sql) => String((await sql.unsafe(statement)).count));
    if (done !== "denied") allowed.push(verb);
  }
  return allowed.length === 0 ? "denied" : allowed.join(", ");
}
async function aColumnOf(schema: string, name: string): Promise<string> {
  const [row] = await root`
    select column_name as name from information_schema.columns
    where table_schema = ${schema} and table_name = ${name} and is_generated = 'NEVER' and is_identity = 'NO' limit 1`;
  return `"${row?.name}"`;
}

async function ofPrivate(caller: Caller): Promise<string> {
  const seen = new Set<string>();
  for (const name of privateTables) {
    seen.add(await attempt(caller, async (sql) => String(await count(sql, `private.${name}`))));
    seen.add(await writing(caller, `private.${name}`, await aColumnOf("private", name)));
  }
  return [...seen].join(", ");
}

/** Topics by their names in the table. */
function topicOf(name: string): string {
  const ids: Record<string, string> = {
    "session, team": `session:${team.session_id}`,
    "session, members": `session:${secret.session_id}`,
    "run, team": `run:${team.run_id}`,
    "run, members": `run:${secret.run_id}`,
    wake: `wake:${"a".repeat(32)}`,
  };
  return ids[name] ?? name;
}
async function onTopic(caller: Caller, operation: string, topic: string): Promise<string> {
  if (operation === "send") {
    return await attempt(caller, async (sql) => {
      await sql`insert into realtime.messages (topic, extension) values (${topic}, 'broadcast')`;
      return "sent";
    });
  }
  if (caller.role === "ops_executor")
    return await attempt(caller, async (sql) => String(await count(sql, "realtime.messages")));
  return (await mayReceive(root, caller.role, personOf(caller), topic)) ? "join" : "none";
}

async function onObject(caller: Caller, operation: string, place: Place): Promise<string> {
  const path = `${place.session_id}/${place.run_id}/1/object`;
  return await attempt(caller, async (sql) => {
    if (operation === "read") return (await count(sql, "storage.objects", `name = '${path}'`)) > 0 ? "read" : "none";
    if (operation === "upload") {
      await sql`insert into storage.objects (bucket_id, name) values ('artifacts', ${`${path}-2`})`;
      return "done";
    }
    const { count: changed } = await sql.unsafe(
      operation === "replace"
        ? `update storage.objects set name = 'mine' where name = '${path}'`
        : `delete from storage.objects where name = '${path}'`,
    );
    return changed > 0 ? "done" : "none";
  });
}

async function actual(subject: string, operation: string, caller: Caller): Promise<string> {
  const [kind = "", name = ""] = subject.split(": ");
  if (kind === "topic") return await onTopic(caller, operation, topicOf(name));
  if (kind === "object") return await onObject(caller, operation, name === "members" ? secret : team);
  if (subject === "every private table") return await ofPrivate(caller);
  if (operation === "read") {
    await countSessions(subject);
    return await reading(caller, subject);
  }
  return await writing(caller, `public.${subject}`, await aColumnOf("public", subject));
}

test("the table has every table of public, with its reads and its writes, and every kind of caller", async () => {
  const names = await root`
    select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`;
  const told = (operation: string) => rows.filter(([, of]) => of === operation).map(([subject = ""]) => subject);
  const expected = names.map((row) => String(row.name)).sort();
  expect(
    told("read")
      .filter((subject) => !subject.includes(":"))
      .sort(),
  ).toEqual(expected);
  expect(told("write").sort()).toEqual(expected);
  expect(columns).toEqual(Object.keys(callers));
});

describe.each(columns)("%s", (column) => {
  test.each(cells.filter((cell) => cell.column === column))("$subject, $operation: $word", async (cell) => {
    const caller = callers[column] ?? expect.fail(`there is no caller ${column}`);
    expect(await actual(cell.subject, cell.operation, caller)).toBe(cell.word);
  });
});
