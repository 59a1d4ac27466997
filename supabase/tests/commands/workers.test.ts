import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CallOptions } from "../../../e2e/harness/control-room.ts";
import { claimOne, expireLease, finishOne, makeKey, makeUser, makeWorker } from "../../../e2e/harness/factories.ts";
import type { WorkerInfo } from "../../functions/_shared/contracts/worker.ts";
import { auditOf, expectRefused, outcomeOf } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";
import { inSeconds, Stage } from "../support/stage.ts";

let stage: Stage;
let key: { key_hash: string };
beforeAll(async () => {
  stage = await Stage.open();
  key = await makeKey(stage.room, ["runs.work"]);
});
afterAll(() => stage.close());

const beat = (worker: WorkerInfo, as = key, options?: CallOptions) =>
  stage.room.call("runs.heartbeat", as, { worker, leases: [] }, options);
const listed = async (worker: WorkerInfo, as = stage.operator) =>
  (await stage.room.call("workers.list", as, {})).workers.find(({ id }) => id === worker.id);
const drain = (worker: WorkerInfo) => stage.room.call("workers.drain", stage.operator, { worker_id: worker.id });
const undrain = (worker: WorkerInfo) => stage.room.call("workers.undrain", stage.operator, { worker_id: worker.id });
const remove = (worker: WorkerInfo, options?: CallOptions) =>
  stage.room.call("workers.remove", stage.operator, { worker_id: worker.id }, options);

describe("workers.list", () => {
  test("tells what a worker offers and holds, newest call first; a run that the reader may not see is counted, not named", async () => {
    const { session, key: own } = await stage.aSession();
    const run = await stage.create(session);
    const worker = makeWorker({ labels: ["gpu", "region:eu"], slots: 3 });
    await claimOne(stage.room, own, worker);
    expect(await listed(worker)).toMatchObject({ labels: ["gpu", "region:eu"], slots: 3, held: 1, run_ids: [run.id] });
    expect((await stage.room.call("workers.list", stage.operator, {})).workers[0]?.id).toBe(worker.id);
    await stage.room.sql`update public.sessions set visibility = 'members' where id = ${session.id}`;
    expect(await listed(worker, await makeUser(stage.room, "operator"))).toMatchObject({ held: 1, run_ids: [] });
  });

  test("shows labels as the worker's last call had them", async () => {
    const worker = makeWorker({ labels: ["old"] });
    await beat(worker);
    await beat({ ...worker, labels: [] });
    expect(await listed(worker)).toMatchObject({ labels: [] });
  });
});

describe("workers.drain", () => {
  test("gives the worker nothing more, tells it so, and is on record; undrained it works again", async () => {
    const { session, key: own } = await stage.aSession(null);
    await stage.create(session);
    await stage.create(session);
    const worker = makeWorker();
    const held = await claimOne(stage.room, own, worker);
    const requestId = randomUUID();
    const input = { worker_id: worker.id };
    const { worker: drained } = await stage.room.call("workers.drain", stage.operator, input, { requestId });
    expect(drained).toMatchObject({ held: 1, drain_requested_by: expect.any(String) });
    expect(await auditOf(stage.room, requestId)).toMatchObject([{ command: "workers.drain", outcome: "ok" }]);

    const claim = () => ({ claim_id: randomUUID(), worker, limit: 5 });
    expect(await stage.room.call("runs.claim", own, claim())).toMatchObject({ runs: [], draining: true });
    const beaten = await stage.room.call("runs.heartbeat", own, { worker, leases: [held.lease] });
    expect(beaten).toEqual({ draining: true, runs: [{ run_id: held.lease.run_id, directive: "continue" }] });
    await stage.room.call("runs.start", own, { lease: held.lease });
    const end = { lease: held.lease, last_batch_no: 0, outcome: "released", claim: claim() } as const;
    expect(await stage.room.call("runs.finish", own, end)).toMatchObject({ claimed: { runs: [], draining: true } });

    await undrain(worker);
    const { runs, draining } = await stage.room.call("runs.claim", own, claim());
    expect([runs.length, draining]).toEqual([2, false]);
  });

  test("still answers a repeated claim with what it took before", async () => {
    const { session, key: own } = await stage.aSession();
    await stage.create(session);
    const claim = { claim_id: randomUUID(), worker: makeWorker(), limit: 1 };
    const first = await stage.room.call("runs.claim", own, claim);
    await drain(claim.worker);
    expect((await stage.room.call("runs.claim", own, claim)).runs).toEqual(first.runs);
  });

  test("asked again keeps who asked first and since when", async () => {
    const worker = makeWorker();
    await beat(worker);
    const first = await drain(worker);
    const again = await stage.room.call("workers.drain", await makeUser(stage.room, "admin"), { worker_id: worker.id });
    expect(again).toEqual(first);
  });

  test("wakes the workers of its key, so that it is learned at once", async () => {
    const worker = makeWorker();
    const own = await makeKey(stage.room, ["runs.work"]);
    await beat(worker, own);
    await drain(worker);
    const [sent] = await stage.room.sql`
      select count(*)::int as n from realtime.messages m
      join private.api_key_secrets s on s.wake_topic = m.topic where s.key_sha256 = ${own.key_hash}`;
    expect(sent).toEqual({ n: 1 });
  });

  test("and a claim at the same moment: one waits for the other, and nothing is claimed after the drain", async () => {
    const { session, key: own } = await stage.aSession(null);
    const worker = makeWorker();
    await beat(worker, own);
    for (let n = 0; n < 8; n += 1) await stage.create(session);
    const claims = Array.from({ length: 8 }, async () => {
      const { runs, draining } = await stage.room.call("runs.claim", own, { claim_id: randomUUID(), worker, limit: 1 });
      return draining && runs.length > 0;
    });
    const [, ...broken] = await Promise.all([drain(worker), ...claims]);
    expect(broken).toEqual(Array(8).fill(false));
  });

  test("is refused for a worker that does not exist, and to a key that is limited to sessions or lanes", async () => {
    const input = { worker_id: randomUUID() };
    for (const name of ["workers.drain", "workers.undrain", "workers.remove"] as const)
      await expectRefused(stage.room, name, stage.operator, input, "not_found");
    const { session } = await stage.aSession();
    const limited = await makeLimitedKey(stage.room, ["workers.write"], { session_ids: [session.id] });
    const worker = makeWorker();
    await beat(worker);
    await expectRefused(stage.room, "workers.drain", limited, { worker_id: worker.id }, "forbidden");
  });
});

describe("a worker that leaves", () => {
  const leave = (worker: WorkerInfo, as = key) =>
    stage.room.call("runs.heartbeat", as, { worker, leases: [], leaving: true });

  test("is off the list at once, and its last call repeated changes nothing", async () => {
    const worker = makeWorker();
    await beat(worker);
    await leave(worker);
    await leave(worker);
    expect(await listed(worker)).toBeUndefined();
  });

  test("stays on it while it holds a run", async () => {
    const { session, key: own } = await stage.aSession();
    await stage.create(session);
    const worker = makeWorker();
    await claimOne(stage.room, own, worker);
    await leave(worker, own);
    expect(await listed(worker)).toMatchObject({ held: 1 });
  });
});

describe("workers.remove", () => {
  test("takes a silent worker off the list; its attempts keep its name", async () => {
    const { session, key: own } = await stage.aSession();
    await stage.create(session);
    const worker = makeWorker();
    const claimed = await claimOne(stage.room, own, worker);
    await stage.room.call("runs.start", own, { lease: claimed.lease });
    await finishOne(stage.room, own, claimed);
    await remove(worker, { now: inSeconds(120) });
    expect(await listed(worker)).toBeUndefined();
    const attempts = await stage.room.sql`
      select worker_id, worker_name from public.run_attempts where run_id = ${claimed.lease.run_id}`;
    expect([...attempts]).toEqual([{ worker_id: worker.id, worker_name: worker.name }]);
  });

  test("is refused while the worker calls, or holds a run that has not been recovered", async () => {
    const { session, key: own } = await stage.aSession();
    await stage.create(session);
    const worker = makeWorker();
    const { lease } = await claimOne(stage.room, own, worker);
    await expectRefused(stage.room, "workers.remove", stage.operator, { worker_id: worker.id }, "worker_in_use");
    await stage.room.sql`update public.workers set last_seen_at = now() - interval '1 hour' where id = ${worker.id}`;
    expect(await outcomeOf(remove(worker))).toBe("worker_in_use");
    await expireLease(stage.room, lease.run_id);
    // The refused call itself has swept the dead lease.
    expect(await outcomeOf(remove(worker))).toBe("worker_in_use");
    expect(await outcomeOf(remove(worker))).toBe("ok");
  });

  test("does not lock anybody out: one that was merely cut off registers anew, undrained", async () => {
    const worker = makeWorker();
    await beat(worker);
    await drain(worker);
    await remove(worker, { now: inSeconds(120) });
    expect(await beat(worker)).toEqual({ runs: [], draining: false });
    expect(await listed(worker)).toMatchObject({ drain_requested_at: null });
  });
});
