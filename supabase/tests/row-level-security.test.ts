import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, connect, openControlRoom } from "../../e2e/harness/control-room.ts";
import { claimOne, finishOne, makeKey, makeRun, makeSession, makeUser, startOne } from "../../e2e/harness/factories.ts";
import { asRole, mayReceive } from "./support/as-role.ts";
import { disableOperator } from "./support/callers.ts";
import { artifact } from "./support/worker-side.ts";

let room: ControlRoom;
let root: postgres.Sql;
let people: Record<
  "signedUp" | "disabled" | "stranger" | "member" | "creator" | "auditor" | "admin",
  { user_id: string }
>;
/** Ids of the member-only session and its run, and of the team's. */
let secret: { session_id: number; run_id: number };
let team: { session_id: number; run_id: number };

beforeAll(async () => {
  room = await openControlRoom();
  root = connect(room.database.superUrl, 1);
  people = {
    signedUp: await makeUser(room),
    disabled: await makeUser(room, "admin"),
    stranger: await makeUser(room, "operator"),
    member: await makeUser(room, "operator"),
    creator: await makeUser(room, "operator"),
    auditor: await makeUser(room, "auditor"),
    admin: await makeUser(room, "admin"),
  };
  await room.call("templates.publish", people.creator, {
    slug: "t",
    name: "T",
    steps: [{ name: "s", kind: "shell", run: "true" }],
  });
  secret = await finishedRun("members");
  team = await finishedRun("team");
  await room.sql`
    insert into public.session_members (session_id, user_id) values (${secret.session_id}, ${people.member.user_id})`;
  await disableOperator(room, people.disabled.user_id);
  const invitation = { role: "operator", expires_in_hours: 1, hint: "inv_abcd", token_sha256: "0".repeat(64) } as const;
  await room.call("invitations.create", people.admin, invitation);
});
afterAll(async () => {
  await root.end({ timeout: 2 });
  await room.close();
});

/** A run that asked for an approval and was rejected. */
async function rejectedRun(session_id: number, key: { key_hash: string }) {
  const steps = [{ name: "ask", kind: "approval" as const, title: "Go?" }];
  const { id: run_id } = await makeRun(room, people.creator, { session_id, steps });
  const { lease } = await startOne(room, key);
  const entries = [{ kind: "step_started" as const, step: 0, emitted_at: "2026-11-20T12:00:00Z" }];
  await room.call("events.append", key, { lease, batch_no: 1, entries });
  const end = { outcome: "waiting", approval: { title: "Go?", body: "" } } as const;
  await room.call("runs.finish", key, { lease, last_batch_no: 1, ...end });
  const { approvals } = await room.call("approvals.list", people.creator, { run_id });
  const { id: approval_id = 0, digest = "" } = approvals[0] ?? {};
  await room.call("approvals.reject", people.creator, { approval_id, digest, comment: "no" });
}

/** A run that left a row in every table a run can leave one in, the purge of a second run's log included. */
async function finishedRun(visibility: "team" | "members") {
  const key = await makeKey(room, ["runs.work"]);
  const session = await makeSession(room, people.creator, { visibility });
  const purged = await makeRun(room, people.creator, { session_id: session.id });
  await room.call("runs.cancel", people.creator, { run_id: purged.id });
  await room.sql`select private.purge_run_log(${purged.id}, 'test')`;
  const nightly = { name: "nightly", template: "t", cron: "@daily" };
  await room.call("schedules.create", people.creator, { session_id: session.id, ...nightly });
  const line = { session_id: session.id, message_id: randomUUID(), body: "hello" };
  await room.call("chat.send", people.creator, line);
  const run = await makeRun(room, people.creator, { session_id: session.id });
  const claimed = await claimOne(room, key);
  await room.call("runs.start", key, { lease: claimed.lease });
  await room.call("artifacts.put", key, { lease: claimed.lease, ...artifact("secret") });
  await finishOne(room, key, claimed);
  await rejectedRun(session.id, key);
  const filter = { session_id: session.id };
  await room.call("bulk_operations.create", people.creator, { action: "retry", filter });
  return { session_id: session.id, run_id: run.id };
}

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
