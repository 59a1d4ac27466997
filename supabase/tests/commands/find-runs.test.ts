import { randomInt } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, type Credential, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeRun, makeSession, makeUser } from "../../../e2e/harness/factories.ts";
import type { RunFilter } from "../../functions/_shared/contracts/run-filter.ts";
import { makeLimitedKey } from "../support/callers.ts";
import { searchPatiently } from "../support/patient-search.ts";

let room: ControlRoom;
let owner: { user_id: string };
let callers: Record<string, Credential>;
let open: number;
let closed: number;
beforeAll(async () => {
  room = await openControlRoom();
  await searchPatiently(room.sql, ["search_runs", "count_found_runs"]);
  owner = await makeUser(room, "operator");
  const team = await makeSession(room, owner);
  const members = await makeSession(room, owner, { visibility: "members" });
  open = team.id;
  closed = members.id;
  callers = {
    owner,
    auditor: await makeUser(room, "auditor"),
    "an operator who is no member": await makeUser(room, "operator"),
    "somebody who only signed up": await makeUser(room),
    "a key for one session": await makeLimitedKey(room, ["runs.read"], { session_ids: [members.id] }),
    "a key for one lane": await makeLimitedKey(room, ["runs.read"], { lane_ids: [team.lanes[1]?.id ?? 0] }),
  };
  await makeMany(room.sql, owner.user_id);
});
afterAll(() => room.close());

/** 12,000 runs of both sessions, so that a search needs several windows. */
async function makeMany(sql: postgres.Sql, userId: string): Promise<void> {
  await sql`
    insert into public.runs (session_id, lane_id, adhoc_definition, title, parameters, repo, required_labels, status, failure_code, cancel_requested_at, queued_at, started_at,
      finished_at, rank, requested_by, requested_by_name, created_at)
    select l.session_id, l.id, '{"steps": []}', 'Deploy ' || n, jsonb_build_object('app', 'app-' || n % 100), case when n % 3 = 0 then 'acme/web-' || n % 9 end,
      case n % 11 when 0 then array['gpu'] when 1 then array['gpu', 'eu'] else '{}' end, s.status,
      case s.status when 'failed' then (array['timeout', 'step_failed'])[1 + n % 2] end, case s.status when 'cancelled' then now() end,
      c.at, case when s.status in ('succeeded', 'failed') then c.at + make_interval(secs => n % 50) end,
      case when s.status <> 'queued' then c.at + make_interval(secs => n % 50 + n % 70) end, n, ${userId}, 'person ' || n % 7, c.at
    from generate_series(1, 12000) n
    cross join lateral (select now() - make_interval(mins => 12000 - n) as at) c
    cross join lateral (select (array['succeeded', 'failed', 'cancelled', 'queued', 'succeeded'])[1 + n % 5] as status) s
    join (select id, session_id, row_number() over (order by id) - 1 as place from public.lanes) l on l.place = n % 8
    order by n`;
  await sql`insert into private.log_heads (run_id, seq) select id, 1 from public.runs`;
}

type Row = Record<"id" | "session_id", number> & Record<"title" | "status" | "lane" | "by", string> & Rest;
interface Rest {
  lane_id: number;
  failure_code: string | null;
  repo: string | null;
  required_labels: string[];
  created_at: Date;
  queued_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  parameters: Record<string, unknown>;
}

/** The filter's meaning, said once more in another language. */
function meets(row: Row, filter: RunFilter): boolean {
  const text = `${row.title}\n${JSON.stringify(row.parameters)}`.toLowerCase();
  return (
    (filter.run_ids?.includes(row.id) ?? true) &&
    (filter.session_id ?? row.session_id) === row.session_id &&
    (filter.status?.some((status) => status === row.status) ?? true) &&
    (filter.lane ?? row.lane) === row.lane &&
    filter.template === undefined &&
    filter.confirm === undefined &&
    (filter.repo === undefined || filter.repo === row.repo) &&
    (filter.labels?.every((label) => row.required_labels.includes(label)) ?? true) &&
    (filter.requested_by ?? row.by) === row.by &&
    (filter.failure_code === undefined || filter.failure_code === row.failure_code) &&
    (filter.created_from === undefined || row.created_at >= new Date(filter.created_from)) &&
    (filter.created_to === undefined || row.created_at < new Date(filter.created_to)) &&
    (filter.finished_from === undefined ||
      (row.finished_at !== null && row.finished_at >= new Date(filter.finished_from))) &&
    (filter.finished_to === undefined ||
      (row.finished_at !== null && row.finished_at < new Date(filter.finished_to))) &&
    isLasting(row.queued_at, row.started_at, filter.min_wait_seconds) &&
    isLasting(row.started_at, row.finished_at, filter.min_duration_seconds) &&
    (filter.text === undefined || text.includes(filter.text.toLowerCase()))
  );
}

function isLasting(from: Date | null, to: Date | null, seconds: number | undefined): boolean {
  if (seconds === undefined) return true;
  return from !== null && to !== null && to.getTime() - from.getTime() >= seconds * 1_000;
}

function randomFilter(rows: readonly Row[]): RunFilter {
  const hours = (count: number) => new Date(Date.now() - count * 3_600_000).toISOString();
  const some = (): Row => rows[randomInt(rows.length)] as Row; // there are 12,000
  const parts: RunFilter[] = [
    { session_id: [open, closed][randomInt(2)] },
    { status: ["failed"] },
    { status: ["queued", "cancelled"] },
    { lane: "B" },
    { repo: `acme/web-${randomInt(3) * 3}` },
    { labels: [["gpu"], ["eu", "gpu"], ["none-such"]][randomInt(3)] },
    { requested_by: `person ${randomInt(7)}` },
    { failure_code: "timeout" },
    { created_from: hours(randomInt(100, 200)) },
    { created_to: hours(randomInt(0, 100)) },
    { finished_from: hours(randomInt(100, 200)) },
    { finished_to: hours(randomInt(0, 100)) },
    { min_wait_seconds: randomInt(50) },
    { min_duration_seconds: randomInt(70) + 0.5 },
    { text: `APP-${randomInt(100)}"` },
    { text: `deploy ${randomInt(1200)}` },
    { run_ids: [some().id, some().id, some().id] },
    { template: "none-such" },
    { confirm: true },
  ];
  const chosen = Array.from({ length: randomInt(4) }, () => parts[randomInt(parts.length)]);
  return Object.assign({}, ...chosen);
}

const visible: Record<string, (row: Row, laneId: number) => boolean> = {
  owner: () => true,
  auditor: () => true,
  "an operator who is no member": (row) => row.session_id === open,
  "somebody who only signed up": () => false,
  "a key for one session": (row) => row.session_id === closed,
  "a key for one lane": (row, laneId) => row.lane_id === laneId,
};

/** Every page of a search, joined. With a budget of nothing each page is one window: the walk must come to the same. */
async function walk(as: Credential, filter: RunFilter, limit: number, budget: string): Promise<number[]> {
  const found: number[] = [];
  let before: number | null = null;
  do {
    const [row]: { run_ids: number[]; next_before: number | null }[] = await room.sql`
      select (p).ids::int[] as run_ids, (p).next_before::int as next_before
      from private.search_runs(private.authenticate(${room.sql.json(as)}, now()), ${room.sql.json(filter)}, ${before}, ${limit}, ${budget}) p`;
    expect(row?.run_ids.length).toBeLessThanOrEqual(limit);
    found.push(...(row?.run_ids ?? []));
    before = row?.next_before ?? null;
  } while (before !== null);
  return found;
}

describe("a search of runs", () => {
  test("finds what the filter means and the caller sees, newest first, in whatever pieces it comes", async () => {
    const rows = [
      ...(await room.sql<Row[]>`
        select r.id::int, r.session_id::int, r.lane_id::int, r.title, r.status, l.name as lane, r.requested_by_name as by, r.failure_code,
          r.created_at, r.queued_at, r.started_at, r.finished_at, r.parameters, r.repo, r.required_labels
        from public.runs r join public.lanes l on l.id = r.lane_id order by r.id desc`),
    ];
    const [lane] =
      await room.sql`select id::int from public.lanes where session_id = ${open} order by id offset 1 limit 1`;
    for (const [name, as] of Object.entries(callers)) {
      for (let n = 0; n < 12; n += 1) {
        const filter = randomFilter(rows);
        const expected = rows
          .filter((row) => visible[name]?.(row, lane?.id) && meets(row, filter))
          .map((row) => row.id);
        const found = await walk(as, filter, randomInt(40, 2_000), n % 2 === 0 ? "0 seconds" : "1 minute");
        expect([name, filter, found]).toEqual([name, filter, expected]);
      }
    }
  });

  test("knows a repository in whatever spelling the run and the filter name it, and no other", async () => {
    const of = async (parameters: Record<string, string | number>) =>
      (await makeRun(room, owner, { session_id: open, parameters })).id;
    const found = async (repo: string) => {
      const { runs } = await room.call("runs.list", owner, { repo });
      return runs.map((run) => run.id);
    };
    const named = [
      await of({ repo: "Acme/Shop" }),
      await of({ repository: "https://github.com/acme/shop.git" }),
      await of({ repo: "git@github.com:acme/shop" }),
      await of({ repo: "ssh://git@github.com/acme/shop/" }),
    ];
    for (const other of [{ repo: "acme/shop-2" }, { repo: "" }, { repo: 7 }, { title: "acme/shop" }]) await of(other);
    for (const asked of ["acme/shop", " https://github.com/ACME/shop "]) {
      expect(await found(asked)).toEqual(named.toReversed());
    }
  });

  test("says where to go on when its time was up, and nothing when it has seen all", async () => {
    const rare = { text: 'app-7"' };
    const [short] = await room.sql`
      select (p).* from private.search_runs(private.authenticate(${room.sql.json(owner)}, now()), ${room.sql.json(rare)}, null, 100, '0 seconds') p`;
    expect(short?.ids.length).toBeLessThan(100);
    expect(short?.next_before).not.toBeNull();
    const whole = await room.call("runs.list", owner, { text: 'app-7"', limit: 100, before: 2_500 });
    expect(whole.next_before).toBeNull();
  });

  test("a screen's rpc answers for the person who is signed in", async () => {
    const asPerson = async (
      user: { user_id: string },
      query: (sql: postgres.TransactionSql) => Promise<postgres.Row[]>,
    ) =>
      await room.sql.begin(async (sql) => {
        await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: user.user_id, role: "authenticated" })}, true)`;
        await sql`set local role authenticated`;
        return (await query(sql))[0]?.result;
      });
    const secret = await makeRun(room, owner, { session_id: closed, title: "a secret drill" });
    const find = (sql: postgres.TransactionSql) => sql`select public.find_runs('{"text": "secret drill"}') as result`;
    const count = (sql: postgres.TransactionSql) => sql`select public.count_runs('{"text": "secret drill"}') as result`;
    expect(await asPerson(owner, find)).toEqual({ run_ids: [secret.id], next_before: null });
    expect(await asPerson(owner, count)).toEqual({ count: 1, complete: true });
    for (const other of [await makeUser(room, "operator"), await makeUser(room)]) {
      expect(await asPerson(other, find)).toMatchObject({ run_ids: [] });
      expect(await asPerson(other, count)).toEqual({ count: 0, complete: true });
    }
  });
});
