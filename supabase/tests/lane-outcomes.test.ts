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

const outcomesFor = (who: { user_id: string }, sessionId: number) =>
  asRole(root, "authenticated", who, async (sql) => {
    const [row] = await sql`select public.lane_outcomes(${sessionId}) as outcomes`;
    return row?.outcomes;
  });

test("a lane's last twenty results come newest first, without what is not over; a retry takes one away", async () => {
  const { session, key } = await stage.aSession();
  const lane = session.lanes[0]?.id ?? 0;
  expect(await outcomesFor(stage.operator, session.id)).toEqual({ [lane]: [] });
  await root`
    insert into public.runs (session_id, lane_id, adhoc_definition, title, status, failure_code, rank, requested_by, requested_by_name, finished_at)
    select ${session.id}, ${lane}, '{"steps": []}', 'old', 'failed', 'timeout', 1, 'x', 'x', now() from generate_series(1, 25)`;
  const done = await stage.create(session);
  await finishOne(stage.room, key, await startOne(stage.room, key));
  const cancelled = await stage.create(session);
  await stage.cancel(cancelled.id);
  await stage.create(session);
  const outcomes = (await outcomesFor(stage.operator, session.id))[lane];
  expect(outcomes).toHaveLength(20);
  expect(outcomes.slice(0, 3)).toEqual([
    { id: cancelled.id, status: "cancelled" },
    { id: done.id, status: "succeeded" },
    { id: done.id - 1, status: "failed" },
  ]);
  await stage.room.call("runs.retry", stage.operator, { run_id: cancelled.id });
  expect((await outcomesFor(stage.operator, session.id))[lane][0]).toEqual({ id: done.id, status: "succeeded" });
});

test("who does not see a session learns nothing of its lanes", async () => {
  const { id } = await makeSession(stage.room, stage.operator, { visibility: "members" });
  expect(await outcomesFor(await makeUser(stage.room, "operator"), id)).toEqual({});
  expect(await outcomesFor(await makeUser(stage.room), id)).toEqual({});
  expect(Object.keys(await outcomesFor(await makeUser(stage.room, "auditor"), id))).toHaveLength(4);
});
