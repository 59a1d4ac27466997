import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeWorker } from "../../e2e/harness/factories.ts";
import { connections, openDatabase } from "../functions/ops-executor/database.ts";
import { openTransaction, untilBlocked } from "./support/locks.ts";
import { Stage } from "./support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());

const line = { kind: "line", step: 0, stream: "stdout", body: "much to say", emitted_at: "2026-11-20T20:00:00Z" };

test("a heartbeat is answered while lines that came before it still wait for a connection", async () => {
  const { room } = stage;
  const { session, key } = await stage.aSession(null);
  for (let made = 0; made < 5; made += 1) await stage.create(session);
  const take = async (limit: number) => {
    const claim = { claim_id: randomUUID(), worker: makeWorker(), limit, start: true };
    return { ...claim, runs: (await room.call("runs.claim", key, claim)).runs };
  };
  const chatty = (await take(4)).runs;
  const silent = await take(1);

  // Each append stops at its log until the test lets it go on; two of them hold the connections of ops-executor.
  const [first, ...others] = chatty;
  if (first === undefined || others.length <= connections) throw new Error("four were claimed");
  const one = await openTransaction(room.sql);
  await one.sql`select from private.log_heads where run_id = ${first.lease.run_id} for update`;
  const rest = await openTransaction(room.sql);
  await rest.sql`
    select from private.log_heads where run_id = any (${others.map(({ lease }) => lease.run_id)}) for update`;

  const database = openDatabase(room.database.executorUrl);
  const answered: string[] = [];
  const call = async (what: string, name: string, input: object) => {
    const answer = await database.call(name, [key.key_hash, { jsonb: input }]);
    answered.push(what);
    return answer;
  };
  const appends = chatty.map(({ lease }) => call("lines", "append_events", { lease, batch_no: 1, entries: [line] }));
  const { worker, runs } = silent;
  const heartbeat = call("heartbeat", "heartbeat_runs", { worker, leases: runs.map(({ lease }) => lease) });
  await untilBlocked(room.sql);
  await one.commit();

  expect(await heartbeat).toMatchObject({ runs: [{ directive: "continue" }] });
  expect(answered).toEqual(["lines", "heartbeat"]);
  await rest.commit();
  expect(await Promise.all(appends)).toEqual(chatty.map(() => ({ directive: "continue" })));
});
