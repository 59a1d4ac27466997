import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { makeRun } from "../../../e2e/harness/factories.ts";
import { type ClaimedRun, FinishManyRunsOutput, FinishRunOutput } from "../../functions/_shared/contracts/worker.ts";
import { end, newClaim, openGathering } from "../support/gathering.ts";

const { room, operator, key, session_id, gathered, called, claimedByEach, statusOf } = await openGathering();
afterAll(() => room.close());

const idsOf = (runs: ClaimedRun[]) => runs.map(({ lease }) => lease.run_id);
const endOfMany = (runs: ClaimedRun[], claims: object[] = []) => ({ ends: runs.map(end), claims });
const finishMany = async (input: object) =>
  FinishManyRunsOutput.parse(await gathered.finishManyRuns(key.key_hash, input));
/** Runs for two workers, and one that ends alone beside them. */
async function threeWorkers() {
  const runs = await claimedByEach(6);
  const only = runs.at(-1);
  if (!only || runs.length < 6) throw new Error("six were queued");
  called.length = 0;
  return {
    one: [runs[3], runs[0]].flatMap((run) => run ?? []),
    other: [runs[1], runs[4], runs[2]].flatMap((run) => run ?? []),
    only,
  };
}

test("what workers end together goes in one call, and each is told of its own ends and claims", async () => {
  const { one, other, only } = await threeWorkers();
  for (let n = 0; n < 4; n += 1) await makeRun(room, operator, { session_id, priority: 60 });
  const [first, second] = [newClaim(), { ...newClaim(), limit: 2 }];
  const [ofOne, ofOther, ofOnly] = await Promise.all([
    finishMany(endOfMany(one, [first])),
    finishMany(endOfMany(other, [second])),
    gathered
      .finishRun(key.key_hash, { ...end(only), claim: newClaim() })
      .then((answer) => FinishRunOutput.parse(answer)),
  ]);
  expect(called).toEqual(["finish_many_runs"]);
  expect(ofOne.ends).toEqual(
    idsOf(one)
      .sort((a, b) => a - b)
      .map((run_id) => ({ run_id, status: "succeeded" })),
  );
  expect(ofOther.ends).toEqual(
    idsOf(other)
      .sort((a, b) => a - b)
      .map((run_id) => ({ run_id, status: "succeeded" })),
  );
  expect(ofOnly.status).toBe("succeeded");
  const taken = [ofOne.claimed[0], ofOther.claimed[0], ofOnly.claimed].map((claimed) => idsOf(claimed?.runs ?? []));
  expect(taken.map((runs) => runs.length)).toEqual([1, 2, 1]);
  expect(new Set(taken.flat()).size).toBe(4);
  const leases = await room.sql`select run_id::int from private.leases where claim_id = ${second.claim_id} order by 1`;
  expect(leases.map(({ run_id }) => run_id)).toEqual(taken[1]?.toSorted((a, b) => a - b));
});

test("the logs that an end and the next claim leave in one call verify and say all of it", async () => {
  const { one, other } = await threeWorkers();
  const { id: next } = await makeRun(room, operator, { session_id, priority: 95 });
  await Promise.all([finishMany(endOfMany(one, [newClaim()])), finishMany(endOfMany(other))]);
  const logs = await room.sql`
    select (private.verify_run_log(e.run_id)).ok, array_agg(e.kind order by e.seq) as kinds
    from public.run_events e where e.run_id = any(${[...idsOf(one), ...idsOf(other), next]}) group by e.run_id order by e.run_id`;
  const begun = ["run_created", "run_claimed", "run_started"];
  const over = [...begun, "step_started", "step_finished", "run_succeeded"];
  expect(logs).toEqual([...Array(5).fill({ ok: true, kinds: over }), { ok: true, kinds: begun }]);
});

test("an end that is refused is told to its own worker, which is given nothing for it", async () => {
  const { one, other } = await threeWorkers();
  const [lost, fine] = one;
  if (!lost || !fine) throw new Error("two are its own");
  const stolen = { ...lost, lease: { ...lost.lease, token: randomUUID() } };
  const { id: next } = await makeRun(room, operator, { session_id, priority: 90 });
  const [ofOne, ofOther] = await Promise.all([
    finishMany(endOfMany([stolen, fine], [{ ...newClaim(), after: lost.lease.run_id }])),
    finishMany(endOfMany(other, [{ ...newClaim(), limit: 0 }])),
  ]);
  expect(called).toEqual(["finish_many_runs"]);
  expect(ofOne.ends.find(({ run_id }) => run_id === lost.lease.run_id)).toMatchObject({
    error: { code: "lease_lost" },
  });
  expect(ofOne.ends.find(({ run_id }) => run_id === fine.lease.run_id)).toMatchObject({ status: "succeeded" });
  expect(ofOne.claimed).toEqual([null]);
  expect(ofOther.ends.map((each) => "status" in each && each.status)).toEqual(Array(3).fill("succeeded"));
  expect([await statusOf(lost), await statusOf(fine)]).toEqual(["running", "succeeded"]);
  expect((await room.call("runs.get", operator, { run_id: next })).run.status).toBe("queued");
});

test("ends that are asked for again before they were answered are done once, and both calls are told the same", async () => {
  const { one, other } = await threeWorkers();
  const [first, again, more] = await Promise.all([endOfMany(one), endOfMany(one), endOfMany(other)].map(finishMany));
  expect(called).toEqual(["finish_many_runs", "finish_many_runs", "finish_many_runs"]);
  expect(again).toEqual(first);
  expect(more?.ends).toHaveLength(3);
  const [ended] = await room.sql`
    select count(*)::int as entries from public.run_events where run_id = any(${idsOf(one)}) and kind = 'run_succeeded'`;
  expect(ended?.entries).toBe(2);
});
