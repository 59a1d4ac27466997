import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, connect, openControlRoom } from "../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser, makeWorker } from "../../e2e/harness/factories.ts";
import { type PlanWatcher, watchPlans } from "./support/plans.ts";

let room: ControlRoom;
let plans: PlanWatcher;
let operator: { user_id: string };
let key: { key_hash: string };
let session_id: number;
let run_id: number;
const worker = makeWorker();

beforeAll(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  key = await makeKey(room, ["runs.work"]);
  for (let n = 0; n < 20; n += 1) session_id = (await makeSession(room, operator)).id;
  const root = connect(room.database.superUrl, 1);
  await fill(root, operator.user_id);
  const [row] =
    await root`select max(id)::int as id from public.runs where session_id = ${session_id} and status = 'succeeded'`;
  run_id = row?.id;
  await root.end();
  plans = await watchPlans(room.database.superUrl);
});
afterAll(async () => {
  await plans?.end();
  await room.close();
});

/** 50,000 runs over 80 lanes, nearly all of them over, with 100,000 log entries; as they lie after weeks of work. */
async function fill(root: postgres.Sql, userId: string): Promise<void> {
  await root`set session_replication_role = replica`;
  await root`
    insert into public.runs (
      session_id, lane_id, adhoc_definition, title, status, failure_code, available_at, cancel_requested_at, finished_at, rank, requested_by, requested_by_name
    )
    select l.session_id, l.id, '{"steps": [{"name": "s", "kind": "shell", "run": "true"}]}', 'run ' || n, s.status,
      case s.status when 'failed' then 'step_failed' end,
      case when n % 97 = 1 then now() + make_interval(hours => n) when n % 5000 = 3 then now() - interval '1 minute' end,
      case s.status when 'cancelled' then now() end,
      case when s.status <> 'queued' then now() end, n, ${userId}, 'someone'
    from generate_series(1, 50000) n
    cross join lateral (select (array['succeeded', 'succeeded', 'failed', 'cancelled'])[1 + n % 4] as final) f
    cross join lateral (select case when n % 97 in (1, 2) or n % 5000 = 3 then 'queued' else f.final end as status) s
    join (select id, session_id, row_number() over (order by id) - 1 as place, count(*) over () as lanes from public.lanes) l
      on l.place = n % l.lanes`;
  await root`insert into private.log_heads (run_id, seq) select id, 2 from public.runs`;
  await root`insert into private.open_lanes (lane_id) select id from public.lanes`;
  await root`
    insert into public.run_events (run_id, seq, session_id, attempt, step, stream, kind, body, emitted_at, recorded_at, hash)
    select r.id, n, r.session_id, 1, 0, 'stdout', 'line', 'line ' || n, now(), now(), sha256('x')
    from public.runs r cross join generate_series(1, 2) n`;
  await root`
    insert into public.audit_log (at, actor, actor_name, command, request_id, input, outcome, session_id, run_id)
    select r.created_at - make_interval(secs => 50000 - r.id), 'x', 'person ' || r.id % 50, (array['runs.create', 'runs.cancel'])[1 + r.id % 2],
      gen_random_uuid(), '{}', case when r.id % 100 = 0 then 'run_final' else 'ok' end, r.session_id, r.id
    from public.runs r order by r.id`;
  await root`set session_replication_role = origin`;
  for (const table of [
    "public.runs",
    "public.run_events",
    "public.lanes",
    "public.sessions",
    "private.log_heads",
    "public.audit_log",
  ]) {
    await root.unsafe(`vacuum analyze ${table}`);
  }
}

const input = (value: unknown) => room.sql.json(value as postgres.JSONValue); // built here, of JSON values only
const claim = (limit: number) => input({ claim_id: randomUUID(), worker, limit });
const query = (name: string, value: object) => (sql: postgres.TransactionSql) =>
  sql`select private.query(${name}, ${input(operator)}, ${input(value)})`;

/** How `work` reads the tables that grow for ever. */
async function bigScans(work: (sql: postgres.TransactionSql) => Promise<unknown>): Promise<string[]> {
  const big = /^(runs|run_events|run_attempts|run_steps|artifacts|audit_log|log_heads): /;
  return (await plans.watch(work)).filter((scan) => big.test(scan));
}
const byKey = (...tables: string[]) => tables.map((table) => `${table}: Index Scan by ${table}_pkey`);
const readerOf = async (sql: postgres.TransactionSql) => {
  await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: operator.user_id, role: "authenticated" })}, true)`;
  await sql`set local role authenticated`;
};

describe("with 50,000 runs, their indexes carry", () => {
  test("a claim: lanes with work, slots, the next runs, and those that fell due", async () => {
    const scans = await bigScans((sql) => sql`select private.claim_runs(${key.key_hash}, ${claim(10)})`);
    expect(scans).toEqual(
      [
        ...byKey("log_heads", "runs"),
        "runs: Index Only Scan by runs_claim",
        "runs: Index Only Scan by runs_due",
        "runs: Index Only Scan by runs_queue_expiry",
        "runs: Index Only Scan by runs_slots",
        "runs: Index Scan by runs_claim",
        "runs: Index Scan by runs_due",
        "runs: Index Scan by runs_queue_expiry",
      ].sort(),
    );
  });

  test("a claim that finds nothing", async () => {
    const elsewhere = await makeKey(room, ["runs.work"]);
    await room.sql`update public.api_keys set session_ids = '{999999}' where id = (
      select api_key_id from private.api_key_secrets where key_sha256 = ${elsewhere.key_hash})`;
    const idle = input({ claim_id: randomUUID(), worker: makeWorker(), limit: 10 });
    const scans = await bigScans((sql) => sql`select private.claim_runs(${elsewhere.key_hash}, ${idle})`);
    expect(scans).toEqual(["runs: Index Only Scan by runs_due", "runs: Index Only Scan by runs_queue_expiry"]);
  });

  test("a worker's conversation: start, append, heartbeat, finish with the next claim", async () => {
    const call = async (name: "start_run" | "append_events" | "heartbeat_runs" | "finish_run", value: object) =>
      await bigScans((sql) => sql`select private.${sql(name)}(${key.key_hash}, ${input(value)})`);
    const [row] = await room.sql`select private.claim_runs(${key.key_hash}, ${claim(1)}) as answer`;
    const lease = row?.answer.runs[0].lease;
    const line = { kind: "line", step: 0, stream: "stdout", body: "x", emitted_at: "2026-11-20T00:00:00Z" };
    const done = { kind: "step_finished", step: 0, status: "succeeded", emitted_at: "2026-11-20T00:00:00Z" };
    const all = [
      await call("start_run", { lease }),
      await call("append_events", { lease, batch_no: 1, entries: [line, done] }),
      await call("heartbeat_runs", { worker, leases: [lease] }),
      await call("finish_run", {
        ...{ lease, last_batch_no: 1, outcome: "succeeded" },
        claim: { claim_id: randomUUID(), worker, limit: 1 },
      }),
    ].flat();
    expect(all.filter((scan) => scan.includes("Seq Scan"))).toEqual([]);
    expect(all).toEqual(expect.arrayContaining(byKey("runs", "log_heads", "run_steps")));
  });

  test("the sweep: dead leases from their own small table, due runs by the moment they are due, old ones by their end", async () => {
    await room.sql`update private.leases set expires_at = now() - interval '1 second'`;
    const scans = await plans.watch((sql) => sql`select private.maintain()`);
    expect(scans).toContain("leases: Seq Scan");
    expect(scans.filter((scan) => scan.startsWith("runs: "))).toEqual([
      "runs: Index Scan by runs_due",
      "runs: Index Scan by runs_pkey",
      "runs: Index Scan by runs_queue_expiry",
      "runs: Index Scan by runs_to_purge",
    ]);
    const [sizes] = await room.sql`
      select (select count(*) < 50 from private.leases) as few_leases, (select count(*) >= 50000 from public.runs) as many_runs`;
    expect(sizes).toEqual({ few_leases: true, many_runs: true });
  });

  test("a firing that looks for runs of its schedule that are still going, and for one of the same occurrence", async () => {
    await room.call("templates.publish", operator, {
      slug: "t",
      name: "T",
      steps: [{ name: "s", kind: "shell", run: "true" }],
    });
    const { id } = await makeSession(room, operator);
    const nightly = {
      session_id: id,
      name: "n",
      template: "t",
      cron: "* * * * *",
      overlap: "cancel_previous",
    } as const;
    const { schedule } = await room.call("schedules.create", operator, nightly);
    await room.call("schedules.run_now", operator, { schedule_id: schedule.id });
    const [version] = await room.sql`select max(id)::int as id from public.run_template_versions`;
    const due = input({
      ...{ schedule_id: schedule.id, expected: schedule.next_at, occurrences: [schedule.next_at] },
      ...{ next_at: "2999-01-01T00:00:00Z", resolved: { version_id: version?.id, parameters: {} } },
    });
    const scans = await bigScans(
      (sql) => sql`select private.fire_schedule(${due}, ${new Date(schedule.next_at ?? "")})`,
    );
    expect(scans.filter((scan) => scan.includes("Seq Scan"))).toEqual([]);
    expect(scans).toEqual(expect.arrayContaining(["runs: Index Only Scan by runs_open_by_schedule"]));
  });

  test.each([
    ["of a session", { session_id: 0 }, "Index Only Scan by runs_by_session"],
    ["of a status", { status: ["waiting" as const] }, "Index Scan by runs_pkey"],
    ["of all", {}, "Index Only Scan by runs_pkey"],
  ])("the list %s, whose windows walk an index from the newest back", async (_what, filter, index) => {
    const asked = { ...filter, ...("session_id" in filter && { session_id }), limit: 50 };
    for (const cursor of [{}, { before: 40_000 }]) {
      const scans = await bigScans(query("runs.list", { ...asked, ...cursor }));
      expect(scans).toContain(`runs: ${index}`);
      expect(scans.filter((scan) => !/Index (Only )?Scan/.test(scan))).toEqual([]);
    }
  });

  test.each([
    ["a person", { actor_name: "person 7" }],
    ["a code", { outcome: "run_final" }],
    ["a run", { run_id: 7 }],
    ["a period", { at_to: new Date(Date.now() - 30_000_000).toISOString() }],
    ["all", {}],
  ])("a page of the audit log, of %s", async (_what, filter) => {
    const scans = await bigScans(async (sql) => {
      await readerOf(sql);
      await sql`select public.find_audit(${input(filter)}, 40000)`;
    });
    expect(scans.length).toBeGreaterThan(0);
    expect(scans.filter((scan) => !/^audit_log: Index/.test(scan))).toEqual([]);
  });

  test("the Overview: what ended from its own index alone, what has not ended by its status", async () => {
    const scans = await bigScans(async (sql) => {
      await readerOf(sql);
      await sql`select public.overview('1h')`;
    });
    expect(scans).toContain("runs: Index Only Scan by runs_by_end");
    expect(scans.filter((scan) => scan.includes("Seq Scan"))).toEqual([]);
  });

  test("a board: the head of each lane's queue in claim order, due or not, what holds a slot, what ended last", async () => {
    const scans = await bigScans(async (sql) => {
      await readerOf(sql);
      await sql`select public.session_board(${session_id})`;
    });
    expect(scans).toEqual(
      [
        "run_attempts: Index Scan by run_attempts_one_open",
        ...byKey("run_steps"),
        "runs: Index Only Scan by runs_claim",
        "runs: Index Only Scan by runs_delayed",
        "runs: Index Scan by runs_by_lane",
        "runs: Index Scan by runs_claim",
        "runs: Index Scan by runs_delayed",
        "runs: Index Only Scan by runs_slots",
        ...byKey("runs"),
      ].sort(),
    );
  });

  test("a page of a run's log", async () => {
    const scans = await bigScans(query("events.list", { run_id, after_seq: 1, limit: 500 }));
    expect(scans).toEqual(byKey("log_heads", "run_events", "runs"));
  });

  test("what a browser reads under row level security: a session's runs, a run, a page of its log", async () => {
    const scans = await bigScans(async (sql) => {
      await readerOf(sql);
      const runs = await sql`select * from public.runs where session_id = ${session_id} order by id desc limit 50`;
      const events =
        await sql`select * from public.run_events where run_id = ${run_id} and seq > 0 order by seq limit 500`;
      const [run] = await sql`select * from public.runs where id = ${run_id}`;
      expect([runs.length, events.length, run?.id]).toEqual([50, 2, String(run_id)]);
    });
    expect(scans).toEqual([...byKey("run_events"), "runs: Index Scan by runs_by_session", ...byKey("runs")]);
  });

  test("an operator's commands", async () => {
    const steps = [{ name: "s", kind: "shell", run: "true" }];
    for (const [name, value] of [
      ["runs.create", { session_id, steps, parameters: {}, priority: 0, delay_seconds: 0, idempotency_key: "k" }],
      ["runs.retry", { run_id: run_id - 1, from: "failed_step" }],
      ["sessions.archive", { session_id }],
    ] as const) {
      const scans = await bigScans(
        (sql) => sql`select private.execute(${name}, ${input(operator)}, ${randomUUID()}, ${input(value)})`,
      );
      expect([name, scans.filter((scan) => scan.includes("Seq Scan"))]).toEqual([name, []]);
    }
  });
});
