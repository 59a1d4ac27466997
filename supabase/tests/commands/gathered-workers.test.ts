import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { expireLease, makeKey, makeRun, makeUser, oneStep, unique } from "../../../e2e/harness/factories.ts";
import { ClaimRunsOutput, FinishRunOutput } from "../../functions/_shared/contracts/worker.ts";
import { Refusal } from "../../functions/ops-executor/refusal.ts";
import { end, newClaim, openGathering } from "../support/gathering.ts";

const { room, operator, key, session_id, gathered, called, claimedByEach, statusOf } = await openGathering();
afterAll(() => room.close());

test("every worker gets its own run and its own answer", async () => {
  const runs = await claimedByEach(5);
  expect(called).toEqual(["finish_many_runs"]);
  expect(new Set(runs.map(({ lease }) => lease.run_id)).size).toBe(5);
  called.length = 0;
  for (let n = 0; n < 3; n += 1) await makeRun(room, operator, { session_id, priority: 60 });
  const answers = await Promise.all(
    runs.map((run, n) => gathered.finishRun(key.key_hash, { ...end(run), ...(n < 3 && { claim: newClaim() }) })),
  );
  expect(called).toEqual(["finish_many_runs"]);
  const parsed = answers.map((answer) => FinishRunOutput.parse(answer));
  expect(parsed.map(({ status, claimed }) => [status, claimed?.runs.length])).toEqual([
    ...[1, 1, 1, undefined, undefined].map((count) => ["succeeded", count]),
  ]);
  expect(new Set(parsed.flatMap(({ claimed }) => claimed?.runs.map(({ lease }) => lease.run_id) ?? [])).size).toBe(3);
});

test("an end that is refused is the worker's own refusal, and nothing is claimed for it", async () => {
  const [first, lost, other] = await claimedByEach(3);
  if (!first || !lost || !other) throw new Error("three were queued");
  const { id: next } = await makeRun(room, operator, { session_id, priority: 90 });
  const stolen = { ...lost, lease: { ...lost.lease, token: randomUUID() } };
  const [, refused, fine] = await Promise.allSettled([
    gathered.finishRun(key.key_hash, end(first)),
    gathered.finishRun(key.key_hash, { ...end(stolen), claim: newClaim() }),
    gathered.finishRun(key.key_hash, end(other)),
  ]);
  expect(refused).toMatchObject({ status: "rejected", reason: expect.any(Refusal) });
  expect(refused).toMatchObject({ reason: { code: "lease_lost" } });
  expect(fine).toMatchObject({ status: "fulfilled", value: { status: "succeeded", claimed: null } });
  expect([await statusOf(lost), await statusOf(other)]).toEqual(["running", "succeeded"]);
  expect((await room.call("runs.get", operator, { run_id: next })).run.status).toBe("queued");
});

test("what is asked again before it was answered is done once, and both are told the same", async () => {
  const [first, asked] = await claimedByEach(2);
  if (!first || !asked) throw new Error("two were queued");
  for (let n = 0; n < 3; n += 1) await makeRun(room, operator, { session_id, priority: 70 });
  const again = { ...end(asked), claim: newClaim() };
  const answers = await Promise.all([end(first), again, again].map((input) => gathered.finishRun(key.key_hash, input)));
  const [, one, other] = answers.map((answer) => FinishRunOutput.parse(answer));
  expect(one).toMatchObject({ status: "succeeded", claimed: { runs: [{}] } });
  expect([other?.status, other?.claimed?.runs]).toEqual([one?.status, one?.claimed?.runs]);
  expect(await room.sql`select from private.leases where claim_id = ${again.claim.claim_id}`).toHaveLength(1);
});

test("a worker whose run is another's by now is told so, and the other that it has ended it", async () => {
  const [first, old] = await claimedByEach(2);
  if (!first || !old) throw new Error("two were queued");
  await expireLease(room, old.lease.run_id);
  await room.sql`update public.runs set max_attempts = 2, priority = 100 where id = ${old.lease.run_id}`;
  const answer = ClaimRunsOutput.parse(await gathered.claimRuns(key.key_hash, newClaim()));
  expect(answer).toMatchObject({ runs: [{ lease: { run_id: old.lease.run_id } }] });
  const [next] = answer.runs;
  if (!next) throw new Error("none was claimed");
  const [, lost, ended] = await Promise.allSettled(
    [first, old, next].map((run) => gathered.finishRun(key.key_hash, end(run))),
  );
  expect(lost).toMatchObject({ status: "rejected", reason: { code: "lease_lost" } });
  expect(ended).toMatchObject({ status: "fulfilled", value: { status: "succeeded" } });
});

test("each gets what it asks for, by its labels and limit, and a draining one nothing", async () => {
  const wanting = (limit: number, labels: string[] = []) => {
    const claim = newClaim();
    return { ...claim, limit, worker: { ...claim.worker, slots: limit, labels } };
  };
  const gpu = { slug: unique("gpu"), name: "Gpu", steps: oneStep, required_labels: ["gpu"] };
  await room.call("templates.publish", operator, gpu);
  const { run: labelled } = await room.call("runs.create", operator, {
    session_id,
    priority: 80,
    template: gpu.slug,
  });
  for (let n = 0; n < 4; n += 1) await makeRun(room, operator, { session_id, priority: 80 });
  const drained = wanting(1);
  await room.call("runs.claim", key, drained).then(({ runs }) => expect(runs).toHaveLength(1));
  await room.call("workers.drain", await makeUser(room, "admin"), { worker_id: drained.worker.id });
  const claims = [wanting(3), { ...drained, claim_id: randomUUID() }, wanting(1, ["gpu"])];
  const answers = await Promise.all(claims.map((claim) => gathered.claimRuns(key.key_hash, claim)));
  const [three, none, one] = answers.map((answer) => ClaimRunsOutput.parse(answer));
  expect([three?.runs.length, none?.runs.length, one?.runs.length]).toEqual([3, 0, 1]);
  expect(none).toMatchObject({ draining: true });
  expect(three?.runs.map(({ lease }) => lease.run_id)).not.toContain(labelled.id);
  const owners = await room.sql`
    select distinct a.worker_id from public.run_attempts a where a.run_id = any(${three?.runs.map(({ lease }) => lease.run_id) ?? []})`;
  expect(owners.map(({ worker_id }) => worker_id)).toEqual([claims[0]?.worker.id]);
});

test("keys are not mixed: another key's worker is told by its own call", async () => {
  const [first, mine, theirs] = await claimedByEach(3);
  if (!first || !mine || !theirs) throw new Error("three were queued");
  const foreign = await makeKey(room, ["runs.work"]);
  called.length = 0;
  const answers = await Promise.allSettled([
    gathered.finishRun(key.key_hash, end(first)),
    gathered.finishRun(key.key_hash, end(mine)),
    gathered.finishRun(foreign.key_hash, end(theirs)),
  ]);
  expect(called).toEqual(["finish_many_runs", "finish_run"]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
});
