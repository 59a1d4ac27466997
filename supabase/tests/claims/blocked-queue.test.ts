import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, connect, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser, makeWorker } from "../../../e2e/harness/factories.ts";
import { type PlanWatcher, watchPlans } from "../support/plans.ts";

let room: ControlRoom;
let root: postgres.Sql;
let plans: PlanWatcher;
let key: { key_hash: string };
let operator: { user_id: string };
let session_id: number;
const worker = makeWorker();

beforeAll(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  key = await makeKey(room, ["runs.work"]);
  const session = await makeSession(room, operator, { lanes: [{ name: "A", capacity: null }] });
  session_id = session.id;
  root = connect(room.database.superUrl, 1);
  await fill(root, session.id, session.lanes[0]?.id ?? 0);
  plans = await watchPlans(room.database.superUrl);
});
afterAll(async () => {
  await plans?.end();
  await root?.end();
  await room.close();
});

/**
 * 120,000 queued runs in one lane, in this order: 50,000 that want one key, held by a waiting run; 50,000 that need a label, of five hundred kinds;
 * and behind them 20,000 that nothing holds, of which the first has a key that is free: one class among more than a claim looks at.
 */
async function fill(sql: postgres.Sql, session: number, lane: number): Promise<void> {
  await sql`set session_replication_role = replica`;
  await sql`
    insert into public.runs (
      session_id, lane_id, adhoc_definition, title, status, available_at, rank, requested_by, requested_by_name,
      concurrency_key, concurrency_limit, required_labels
    )
    select ${session}, ${lane}, '{"steps": [{"name": "s", "kind": "shell", "run": "true"}]}', 'run ' || n,
      case n when 0 then 'waiting' else 'queued' end, case n when 0 then now() + interval '1 day' end, n, 'someone', 'someone',
      case when n <= 50000 then 'deploy:api' when n = 100001 then 'deploy:web' end,
      case when n <= 50000 or n = 100001 then 1 end,
      case when n > 50000 and n <= 100000 then array['kind:' || n % 500] else '{}' end
    from generate_series(0, 120000) n`;
  await sql`insert into private.log_heads (run_id) select id from public.runs`;
  await sql`insert into private.open_lanes (lane_id) select id from public.lanes`;
  await sql`set session_replication_role = origin`;
  await sql.unsafe("vacuum analyze public.runs");
}

const input = (value: unknown) => room.sql.json(value as postgres.JSONValue); // built here, of JSON values only
const claim = (limit: number) => input({ claim_id: randomUUID(), worker: { ...worker, labels: [] }, limit });
const runScans = (scans: string[]) => scans.filter((scan) => scan.startsWith("runs: "));

/** What a claim gives, but for the one run that it finds only sooner or later. */
async function claimTitles(limit: number): Promise<string[]> {
  const [row] = await room.sql`select private.claim_runs(${key.key_hash}, ${claim(limit)}) as answer`;
  const ids: number[] = row?.answer.runs.map((run: { lease: { run_id: number } }) => run.lease.run_id);
  const rows = await room.sql<{ title: string }[]>`select title from public.runs where id = any(${ids}) order by rank`;
  return rows.map(({ title }) => title).filter((title) => title !== "run 100001");
}

test("behind 100,000 runs that cannot be claimed, a claim finds those that can, in their order, by its indexes alone", async () => {
  const claimed = [...(await claimTitles(3)), ...(await claimTitles(2))];
  expect(claimed).toEqual(
    ["run 100002", "run 100003", "run 100004", "run 100005", "run 100006"].slice(0, claimed.length),
  );
  expect(claimed.length).toBeGreaterThanOrEqual(4);

  const scans = runScans(await plans.watch((sql) => sql`select private.claim_runs(${key.key_hash}, ${claim(10)})`));
  expect(scans.filter((scan) => scan.includes("Seq Scan"))).toEqual([]);
  expect(scans).toEqual(
    expect.arrayContaining([
      "runs: Index Scan by runs_claim",
      "runs: Index Scan by runs_claim_class",
      "runs: Index Only Scan by runs_claim_class",
      "runs: Index Only Scan by runs_keys",
    ]),
  );

  // Limited lanes and keys, and where a mark says who is left of the older holders.
  const [{ lane_id } = { lane_id: 0 }] = await root`select id::int as lane_id from public.lanes`;
  const ofLane = async () => runScans(await plans.watch((sql) => sql`select private.lane_holders(${lane_id})`));
  const ofKey = async () => runScans(await plans.watch((sql) => sql`select private.key_holders('deploy:api')`));
  expect(await ofLane()).toEqual(["runs: Index Only Scan by runs_slots"]);
  expect(await ofKey()).toEqual(["runs: Index Only Scan by runs_keys"]);
  await root`
    insert into private.slot_marks (place, up_to, run_ids)
    select place, 50, array[1, 2] from unnest(array['key:deploy:api', ${`lane:${lane_id}`}]) place`;
  expect(await ofLane()).toEqual(["runs: Index Only Scan by runs_slots"]);
  expect(await ofKey()).toEqual(["runs: Index Only Scan by runs_keys", "runs: Index Scan by runs_pkey"]);
  await root`delete from private.slot_marks`;
});

test("a run that can be claimed is found before long, however many kinds of runs before it cannot", async () => {
  const claimed = async () => {
    const [row] = await room.sql`select attempt > 0 as claimed from public.runs where title = 'run 100001'`;
    return row?.claimed;
  };
  let claims = 0;
  // Each finds it by a chance of one in eight.
  while (!(await claimed()) && claims < 200) {
    await claimTitles(1);
    claims += 1;
  }
  expect(await claimed()).toBe(true);
});

test("such a claim reads a few hundred rows and not the queue", async () => {
  const scanned = async () => {
    await root`select pg_stat_force_next_flush()`;
    const [row] = await root`
      select sum(idx_tup_fetch + seq_tup_read)::int as rows from pg_stat_all_tables where relname = 'runs' and schemaname = 'public'`;
    return row?.rows;
  };
  const before = await scanned();
  await root`select private.claim_runs(${key.key_hash}, ${claim(1)})`;
  expect((await scanned()) - before).toBeLessThan(2_000);
});

test("why the last of them waits is told by the indexes, too", async () => {
  const [last] =
    await room.sql`select max(id)::int as id from public.runs where session_id = ${session_id} and concurrency_key = 'deploy:api'`;
  const scans = await plans.watch(
    (sql) => sql`select private.query('runs.explain', ${input(operator)}, ${input({ run_id: last?.id })})`,
  );
  expect(runScans(scans).filter((scan) => scan.includes("Seq Scan"))).toEqual([]);
  await room.call("runs.heartbeat", key, { worker, leases: [] });
  const { causes } = await room.call("runs.explain", operator, { run_id: last?.id });
  expect(causes.map((cause) => cause.code)).toEqual(["key_held", "slots_busy"]);
  await room.sql`update public.lanes set capacity = 1 where session_id = ${session_id}`;
  const plain = await room.sql`select max(id)::int as id from public.runs where session_id = ${session_id}`;
  expect((await room.call("runs.explain", operator, { run_id: plain[0]?.id })).causes).toContainEqual({
    ...{ code: "behind", lane: "A", ahead: 1000, or_more: true },
  });
});
