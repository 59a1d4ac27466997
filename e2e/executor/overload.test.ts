import { afterAll, beforeAll, expect, it } from "vitest";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import { openTransaction, untilBlocked } from "../../supabase/tests/support/locks.ts";
import { makeKey, makeRun, makeSession, makeUser, makeWorker, startOne } from "../harness/factories.ts";
import { openService, type Service } from "../harness/service.ts";

let service: Service;
let people: OpsClient;
beforeAll(async () => {
  service = await openService();
  people = await service.person("operator");
});
afterAll(() => service?.close());

/** The code with which a call is refused. */
const outcomeOf = (call: Promise<unknown>) =>
  call.then(
    () => "answered",
    (error: { code: string }) => error.code,
  );

it("a heartbeat is taken in while so many wait for the database that others are turned away", async () => {
  const { room } = service;
  const operator = await makeUser(room, "operator");
  const { key, key_hash } = await makeKey(room, ["runs.work"]);
  await makeRun(room, operator, { session_id: (await makeSession(room, operator)).id });
  const worker = makeWorker();
  const { lease } = await startOne(room, { key_hash }, worker);

  // Whoever lists sessions waits for this lock; nothing that a heartbeat does needs it.
  const held = await openTransaction(room.sql);
  await held.sql`lock table public.sessions in access exclusive mode`;
  const list = () => outcomeOf(people.listSessions({}));
  const waiting = Array.from({ length: 230 }, list);
  await untilBlocked(room.sql);
  expect(await Promise.race(waiting)).toBe("unavailable");
  const heartbeat = service.client(key).heartbeatRuns({ worker, leases: [lease] });
  expect(await list()).toBe("unavailable");
  await held.commit();

  expect(await heartbeat).toMatchObject({ runs: [{ run_id: lease.run_id, directive: "continue" }] });
  expect(new Set(await Promise.all(waiting))).toContain("answered");
});
