import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, sha256Hex } from "../../e2e/harness/control-room.ts";
import { makeWorker } from "../../e2e/harness/factories.ts";
import { rowChanges, rowCounts } from "../../e2e/harness/snapshot.ts";
import { Stage, step } from "./support/stage.ts";

let stage: Stage;
let room: ControlRoom;

beforeAll(async () => {
  stage = await Stage.open();
  room = stage.room;
});
afterAll(() => stage.close());

const counts = () => rowCounts(room.sql);

/** Sends a call, then again, then twice at once: each time the same answer, and the rows of the first time. */
async function repeated<T>(call: () => Promise<T>): Promise<T> {
  const first = await call();
  const before = await counts();
  expect(await call()).toEqual(first);
  for (const answer of await Promise.all([call(), call()])) expect(answer).toEqual(first);
  expect(await counts()).toEqual(before);
  return first;
}

async function claimable(runs: number) {
  const { session, key } = await stage.aSession(null);
  for (let index = 0; index < runs; index += 1) await stage.create(session);
  const claim = (limit: number) => ({ claim_id: randomUUID(), worker: makeWorker(), limit });
  return { session, key, claim };
}
const line = (body: string) =>
  ({ kind: "line", step: 0, stream: "stdout", body, emitted_at: "2026-11-20T20:00:00Z" }) as const;

test("runs.claim repeated after a lost response returns the same leases and takes nothing new", async () => {
  const { key, claim } = await claimable(5);
  const input = claim(2);
  const { runs } = await repeated(() => room.call("runs.claim", key, input));
  expect(runs).toHaveLength(2);
});

test("runs.claim of a new worker four times at once takes one claim's worth", async () => {
  const { session, key, claim } = await claimable(5);
  const input = claim(2);
  const answers = await Promise.all(Array.from({ length: 4 }, () => room.call("runs.claim", key, input)));
  const tokens = answers.map(({ runs }) => runs.map((run) => run.lease.token).sort());
  for (const some of tokens) expect(some).toEqual(tokens[0]);
  const [row] = await room.sql`select count(*)::int as n from private.leases where session_id = ${session.id}`;
  expect(row).toEqual({ n: 2 });
});

test("runs.start, events.append, artifacts.put and runs.finish, repeated after a lost response, double nothing", async () => {
  const { key, claim } = await claimable(1);
  const { runs } = await room.call("runs.claim", key, claim(1));
  const lease = runs[0]?.lease ?? expect.fail("there was nothing to claim");
  await repeated(() => room.call("runs.start", key, { lease }));
  await repeated(() => room.call("events.append", key, { lease, batch_no: 1, entries: [step(0), line("one")] }));
  await repeated(() => room.call("events.append", key, { lease, batch_no: 2, entries: [step(0, "succeeded")] }));
  // A batch that was overtaken by its successor is old news as well.
  await repeated(() => room.call("events.append", key, { lease, batch_no: 1, entries: [step(0), line("one")] }));
  const body = "content";
  const artifact = { step: 0, name: "note", kind: "text", media_type: "text/plain", encoding: "utf8", body } as const;
  const put = { lease, ...artifact, size: body.length, sha256: sha256Hex(body) };
  await repeated(() => room.call("artifacts.put", key, put));
  const finish = { lease, last_batch_no: 2, outcome: "succeeded" } as const;
  expect(await repeated(() => room.call("runs.finish", key, finish))).toMatchObject({ status: "succeeded" });
  const [log] = await room.sql<{ kinds: string[] }[]>`
    select array_agg(kind order by seq) as kinds from public.run_events where run_id = ${lease.run_id}`;
  expect(log?.kinds.slice(2)).toEqual([
    "run_started",
    "step_started",
    "line",
    "step_finished",
    "artifact_attached",
    "run_succeeded",
  ]);
});

test("a first batch in flight four times at once is stored once", async () => {
  const { key, claim } = await claimable(1);
  const { runs } = await room.call("runs.claim", key, claim(1));
  const lease = runs[0]?.lease ?? expect.fail("there was nothing to claim");
  await room.call("runs.start", key, { lease });
  const entries = [step(0), ...Array.from({ length: 50 }, (_, index) => line(`line ${index}`))];
  await Promise.all(Array.from({ length: 4 }, () => room.call("events.append", key, { lease, batch_no: 1, entries })));
  const [row] = await room.sql`
    select count(*)::int as n from public.run_events where run_id = ${lease.run_id} and kind in ('line', 'step_started')`;
  expect(row).toEqual({ n: 51 });
});

test("runs.finish that takes the next work and is repeated gives the same work again, also at once", async () => {
  const { key, claim } = await claimable(4);
  const { runs } = await room.call("runs.claim", key, claim(1));
  const lease = runs[0]?.lease ?? expect.fail("there was nothing to claim");
  const end = { lease, last_batch_no: 0, outcome: "released", claim: claim(2) } as const;
  const before = await counts();
  const answers = await Promise.all([1, 2, 3].map(() => room.call("runs.finish", key, end)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(rowChanges(before, await counts())).toMatchObject({ "private.leases": 1, "private.lease_receipts": 1 });
  expect((await repeated(() => room.call("runs.finish", key, end))).claimed?.runs).toHaveLength(2);
});

test("maintenance.tick and runs.heartbeat find nothing to do the second time", async () => {
  const { key, claim } = await claimable(1);
  const input = claim(1);
  const { runs } = await room.call("runs.claim", key, input);
  const leases = runs.map((run) => run.lease);
  await repeated(() => room.call("runs.heartbeat", key, { worker: input.worker, leases }));
  await room.call("maintenance.tick", key, {});
  await repeated(() => room.call("maintenance.tick", key, {}));
});
