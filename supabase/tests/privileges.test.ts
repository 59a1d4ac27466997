import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, connect, openControlRoom } from "../../e2e/harness/control-room.ts";
import { makeUser } from "../../e2e/harness/factories.ts";
import { asRole } from "./support/as-role.ts";

let room: ControlRoom;
let root: postgres.Sql;
let admin: { user_id: string };
beforeAll(async () => {
  room = await openControlRoom();
  root = connect(room.database.superUrl, 1);
  admin = await makeUser(room, "admin");
});
afterAll(async () => {
  await root.end({ timeout: 2 });
  await room.close();
});

/** Functions of public and private that a role may execute. */
async function executable(role: string): Promise<string[]> {
  const rows = await root`
    select p.proname as name from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and has_function_privilege(${role}, p.oid, 'execute')
    order by 1`;
  return rows.map((row) => String(row.name));
}

describe("anon", () => {
  test("reads nothing of ours and calls nothing but the upload policy's helper and the question whether it is set up", async () => {
    const rows = await root`
      select c.oid::regclass::text as name from pg_class c
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
        and c.relkind in ('r', 'p', 'v', 'm', 'S') and has_table_privilege('anon', c.oid, 'select')`;
    expect([...rows]).toEqual([]);
    // The helper of the policy under which uploads are signed (the API does not serve its schema), and what the wizard asks (0025).
    expect(await executable("anon")).toEqual(["is_announced", "setup_state"]);
  });

  test("sends no Broadcast", async () => {
    for (const [role, who] of [
      ["anon", null],
      ["authenticated", admin],
    ] as const) {
      const send = asRole(
        root,
        role,
        who,
        (sql) => sql`insert into realtime.messages (topic, extension) values ('runs', 'broadcast')`,
      );
      await expect(send).rejects.toMatchObject({ code: "42501" });
    }
  });
});

describe("nobody writes past the functions", () => {
  test.each(["anon", "authenticated", "service_role", "ops_executor"])(
    "%s holds no right to write any table or sequence",
    async (role) => {
      const rows = await root`
      select c.oid::regclass::text as name, p.privilege
      from pg_class c cross join unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as p (privilege)
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm')
        and has_table_privilege(${role}, c.oid, p.privilege)`;
      expect([...rows]).toEqual([]);
      const columns = await root`
      select c.oid::regclass::text as name from pg_class c
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
        and has_any_column_privilege(${role}, c.oid, 'insert, update, references')`;
      expect([...columns]).toEqual([]);
      const sequences = await root`
      select c.oid::regclass::text as name from pg_class c
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and case when c.relkind = 'S' then has_sequence_privilege(${role}, c.oid, 'usage, update') end`;
      expect([...sequences]).toEqual([]);
    },
  );

  test("a signed-in admin is refused an insert, an update and a delete in every table", async () => {
    const tables = await root`
      select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`;
    expect(tables.length).toBeGreaterThanOrEqual(15);
    for (const { name: table } of tables) {
      for (const statement of [
        `insert into public.${table} default values`,
        `delete from public.${table}`,
        `truncate public.${table}`,
      ]) {
        const attempt = asRole(root, "authenticated", admin, (sql) => sql.unsafe(statement));
        await expect(attempt, statement).rejects.toMatchObject({ code: "42501" });
      }
      const [column] = await root`
        select column_name as name from information_schema.columns where table_schema = 'public' and table_name = ${table} and is_identity = 'NO' and is_generated = 'NEVER' limit 1`;
      const update = asRole(root, "authenticated", admin, (sql) =>
        sql.unsafe(`update public.${table} set ${column?.name} = ${column?.name}`),
      );
      await expect(update, table).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("authenticated may execute the policies' helpers, find and explain runs, read audit, overview, board, what ended of their own, the clock and the state of the setup, and nothing else", async () => {
    expect(await executable("authenticated")).toEqual([
      "can_join",
      "can_read",
      "count_runs",
      "explain_runs",
      "find_audit",
      "find_log_lines",
      "find_runs",
      "has_role",
      "list_workers",
      "my_finished_runs",
      "overview",
      "server_time",
      "session_board",
      "setup_state",
      "template_overview",
    ]);
    expect(await executable("service_role")).toEqual([]);
  });
});

describe("ops_executor", () => {
  test("may execute exactly the entry points", async () => {
    expect(await executable("ops_executor")).toEqual([
      ...[
        "append_events",
        "append_many_events",
        "claim_actions",
        "claim_runs",
        "commit_artifact",
        "create_runs",
        "due_schedules",
        "execute",
        "finish_many_runs",
        "finish_run",
        "fire_due_schedules",
        "heartbeat_runs",
      ],
      ...[
        "maintenance_tick",
        "put_artifact",
        "query",
        "resolve_approval",
        "resolve_schedule",
        "resolve_template",
        "settle_action",
        "start_many_runs",
        "start_run",
        "upload_artifact",
      ],
    ]);
  });

  test("reads no table and creates nothing", async () => {
    const rows = await root`
      select c.oid::regclass::text as name from pg_class c
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'auth'::regnamespace)
        and c.relkind in ('r', 'p', 'v', 'm')
        and (has_table_privilege('ops_executor', c.oid, 'select') or has_any_column_privilege('ops_executor', c.oid, 'select'))`;
    expect([...rows]).toEqual([]);
    await expect(room.executor`create table public.mine (id int)`).rejects.toMatchObject({ code: "42501" });
    await expect(room.executor`create table private.mine (id int)`).rejects.toMatchObject({ code: "42501" });
    await expect(room.executor`set role postgres`).rejects.toMatchObject({ code: "42501" });
  });

  test("every entry point runs as its owner with an empty search path", async () => {
    const rows = await root`
      select p.proname as name from pg_proc p
      where p.pronamespace = 'private'::regnamespace and has_function_privilege('ops_executor', p.oid, 'execute')
        and not (p.prosecdef and coalesce(p.proconfig, '{}') @> array['search_path=""'])`;
    expect([...rows]).toEqual([]);
  });
});
