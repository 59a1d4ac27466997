import type postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../e2e/harness/control-room.ts";
import { finishOne, makeSession, makeUser, startOne } from "../../e2e/harness/factories.ts";
import { asRole } from "./support/as-role.ts";
import { Stage } from "./support/stage.ts";

let stage: Stage;
let root: postgres.Sql;
beforeAll(async () => {
  stage = await Stage.open();
  root = connect(stage.room.database.superUrl, 1);
});
afterAll(async () => {
  await root.end();
  await stage.close();
});

interface Row {
  id: number;
  lane_id: number;
  status: string;
  title: string;
}
interface Answer {
  runs: Row[];
  queue_lengths: Record<string, number>;
  attempts: { run_id: number; number: number }[];
  steps: { run_id: number; step: number }[];
}

const boardFor = (who: { user_id: string }, sessionId: number): Promise<Answer> =>
  asRole(root, "authenticated", who, async (sql) => {
    const [row] = await sql<{ board: Answer }[]>`select public.session_board(${sessionId}) as board`;
    if (row === undefined) throw new Error("no board");
    return row.board;
  });
const titlesIn = ({ runs }: Answer, laneId: number, status: string) =>
  runs.filter((run) => run.lane_id === laneId && run.status === status).map(({ title }) => title);

/** Puts `count` runs of a status into a lane, titled by their place in it. */
async function fill(sessionId: number, laneId: number, status: "queued" | "succeeded", count: number): Promise<void> {
  await root`
    insert into public.runs (session_id, lane_id, adhoc_definition, title, status, rank, requested_by, requested_by_name, finished_at)
    select ${sessionId}, ${laneId}, '{"steps": []}', n::text, ${status}, n, 'x', 'x', case when ${status} = 'succeeded' then now() end
    from generate_series(1, ${count}) n`;
}
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

test("a lane with a long queue and many results hides neither the queue nor the results of another", async () => {
  const { id, lanes } = await makeSession(stage.room, stage.operator);
  const [a = 0, b = 0] = lanes.map((lane) => lane.id);
  // The other lane's are the older ones, and their turn comes last.
  for (const [lane, count] of [
    [b, 3],
    [a, 300],
  ] as const) {
    await fill(id, lane, "queued", count);
    await fill(id, lane, "succeeded", count);
  }
  await root`update public.runs set priority = 5 where lane_id = ${a}`;
  const board = await boardFor(stage.operator, id);
  expect(board.queue_lengths).toEqual({ [a]: 300, [b]: 3 });
  expect(titlesIn(board, a, "queued").toSorted(byNumber)).toEqual(upTo(1, 50));
  expect(titlesIn(board, b, "queued").toSorted(byNumber)).toEqual(upTo(1, 3));
  expect(titlesIn(board, a, "succeeded").toSorted(byNumber)).toEqual(upTo(281, 300));
  expect(titlesIn(board, b, "succeeded").toSorted(byNumber)).toEqual(upTo(1, 3));
});
const byNumber = (a: string, b: string) => Number(a) - Number(b);

test("the head of a queue is by priority and place, whether a run is due, restricted or delayed", async () => {
  const { id, lanes } = await makeSession(stage.room, stage.operator);
  const lane = lanes[0]?.id ?? 0;
  await fill(id, lane, "queued", 60);
  await root`update public.runs set available_at = now() + interval '1 hour' where lane_id = ${lane} and rank in (2, 60)`;
  await root`update public.runs set required_labels = '{gpu}' where lane_id = ${lane} and rank in (3, 59)`;
  await root`update public.runs set priority = 1 where lane_id = ${lane} and rank in (58, 59, 60)`;
  const board = await boardFor(stage.operator, id);
  expect(titlesIn(board, lane, "queued").toSorted(byNumber)).toEqual([...upTo(1, 47), "58", "59", "60"]);
  expect(board.queue_lengths).toEqual({ [lane]: 60 });
});

test("a run that holds a slot comes with its open attempt and its steps, one that has ended does not", async () => {
  const { session, key } = await stage.aSession(2);
  const done = await stage.create(session);
  await finishOne(stage.room, key, await startOne(stage.room, key));
  const works = await stage.create(session);
  await startOne(stage.room, key);
  const board = await boardFor(stage.operator, session.id);
  expect(board.runs.map(({ id, status }) => [id, status])).toEqual([
    [works.id, "running"],
    [done.id, "succeeded"],
  ]);
  expect(board.attempts.map(({ run_id, number }) => [run_id, number])).toEqual([[works.id, 1]]);
  expect([...new Set(board.steps.map(({ run_id }) => run_id))]).toEqual([works.id]);
  expect(board.queue_lengths).toEqual({});
});

test("who does not see a session learns nothing of its board", async () => {
  const { id, lanes } = await makeSession(stage.room, stage.operator, { visibility: "members" });
  await fill(id, lanes[0]?.id ?? 0, "queued", 1);
  const nothing = { runs: [], queue_lengths: {}, attempts: [], steps: [] };
  expect(await boardFor(await makeUser(stage.room, "operator"), id)).toEqual(nothing);
  expect(await boardFor(await makeUser(stage.room), id)).toEqual(nothing);
  expect((await boardFor(await makeUser(stage.room, "auditor"), id)).runs).toHaveLength(1);
});
