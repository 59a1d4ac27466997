import type postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeRun, makeSession, makeUser } from "../../../e2e/harness/factories.ts";
import { searchPatiently } from "../support/patient-search.ts";

let room: ControlRoom;
let owner: { user_id: string };
let runId: number;
const esc = "\u001b";
beforeAll(async () => {
  room = await openControlRoom();
  await searchPatiently(room.sql, ["search_log"]);
  owner = await makeUser(room, "operator");
  const session = await makeSession(room, owner, { visibility: "members" });
  runId = (await makeRun(room, owner, { session_id: session.id })).id;
  await room.sql`
    insert into public.run_events (run_id, seq, session_id, attempt, step, stream, kind, body, emitted_at, recorded_at, hash)
    select ${runId}, n, ${session.id}, 1, 0, 'stdout', 'line',
      case when n % 1000 = 0 then 'An Error at ' || n when n = 77 then ${`${esc}[31mer${esc}[1mror${esc}[0m 100%`} else 'all is well ' || n end,
      now(), now(), sha256('')
    from generate_series(2, 100000) n`;
});
afterAll(() => room.close());

const asPerson = (
  person: { user_id: string },
  work: (sql: postgres.TransactionSql) => Promise<postgres.RowList<postgres.Row[]>>,
) =>
  room.sql.begin(async (sql) => {
    await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: person.user_id, role: "authenticated" })}, true)`;
    await sql`set local role authenticated`;
    return (await work(sql))[0]?.result;
  });
const find = (person: { user_id: string }, query: string, after = 0, rows = 1000) =>
  asPerson(person, (sql) => sql`select public.find_log_lines(${runId}, ${query}, ${after}, ${rows}) as result`);
const search = async (query: string, budget: string) => {
  const [row] = await room.sql`select private.search_log(${runId}, ${query}, 0, 1000, ${budget}::interval) as result`;
  return row?.result;
};

test("lines are found whatever their case and colours, in order, page by page", async () => {
  expect(await search("ERROR", "1 minute")).toEqual({
    seqs: [77, ...Array.from({ length: 100 }, (_, index) => (index + 1) * 1000)],
    next_after: null,
  });
  expect(await find(owner, "error", 0, 2)).toEqual({ seqs: [77, 1000], next_after: 1000 });
  expect(await find(owner, "error", 1000, 2)).toEqual({ seqs: [2000, 3000], next_after: 3000 });
  expect(await find(owner, "100%", 0, 1)).toMatchObject({ seqs: [77] });
});

test("a search whose time is up says how far it came", async () => {
  expect(await search("error at 9", "0 seconds")).toEqual({ seqs: [], next_after: 5001 - 1 });
});

test("an empty text finds nothing", async () => {
  expect(await find(owner, "")).toEqual({ seqs: [], next_after: null });
});

test("who may not see the run finds nothing in its log", async () => {
  for (const other of [await makeUser(room, "operator"), await makeUser(room)]) {
    expect(await find(other, "error")).toEqual({ seqs: [], next_after: null });
  }
});
