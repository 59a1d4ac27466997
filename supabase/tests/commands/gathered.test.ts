import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { type Credential, databaseOf } from "../../../e2e/harness/control-room.ts";
import { expireLease, makeKey, makeRun, makeUser, oneStep, unique } from "../../../e2e/harness/factories.ts";
import { type ClaimedRun, ClaimRunsOutput, FinishRunOutput } from "../../functions/_shared/contracts/worker.ts";
import { Refusal } from "../../functions/ops-executor/refusal.ts";
import { auditOf } from "../support/audit.ts";
import { newClaim, openGathering, stepEntries } from "../support/gathering.ts";
import { openTransaction, untilBlocked } from "../support/locks.ts";

const { room, operator, key, session_id, gathered, called, claimedByEach } = await openGathering();
afterAll(() => room.close());

const create = (input: object = {}, credential: Credential = operator, requestId = randomUUID()) => ({
  ...{ credential, requestId, input: { session_id, steps: oneStep, parameters: {}, ...input } },
});
/** The answers to creates that are asked for at once. */
async function createAll(creates: ReturnType<typeof create>[]) {
  called.length = 0;
  const answers = await Promise.allSettled(creates.map(gathered.createRun));
  return answers.map((answer) => (answer.status === "fulfilled" ? answer.value : answer.reason));
}
const answerOf = (requestId: string) =>
  room.sql`select response from private.idempotency where request_id = ${requestId}`;

describe("runs.create", () => {
  test("several at once leave what each leaves alone: run, log, answer and audit row", async () => {
    const template = unique("template");
    const concurrency = { key: "host:{{host}}", limit: 1 };
    const parameter_schema = { type: "object", properties: { host: { type: "string" } } };
    const definition = { slug: template, name: "Check", steps: oneStep, concurrency, parameter_schema };
    await room.call("templates.publish", operator, definition);
    const inputs = [
      {
        title: "One",
        lane: "B",
        priority: 7,
        timeout_seconds: 60,
        idempotency_key: "a",
        parameters: { repo: "acme/web" },
      },
      { lane: "C", delay_seconds: 60, expires_in_seconds: 5, max_attempts: 3 },
    ];
    const [row] =
      await room.sql`select private.resolve_template(${room.sql.json(operator)}, ${template}, null) as resolved`;
    const resolved = { version_id: row?.resolved.version_id, parameters: { host: "web" } };
    const fromTemplate = { template, steps: undefined, parameters: { host: "web" }, resolved };
    // Numbers and moments are each run's own.
    const left = (creates: ReturnType<typeof create>[]) =>
      room.sql`
        select to_jsonb(a) - '{id,at,request_id,run_id}'::text[] #- '{input,idempotency_key}' as audit,
          i.response::jsonb #- '{result,run,id}' #- '{result,run,created_at}' #- '{result,run,due_at}' #- '{result,run,queue_expires_at}' as answer,
          i.command,
          to_jsonb(r) - '{id,rank,created_at,queued_at,available_at,queue_expires_at,idempotency_key,idempotency_hash}'::text[] as run,
          r.available_at - r.created_at as delay, r.queue_expires_at - r.created_at as expiry, r.rank = r.id as at_its_number,
          to_jsonb(e) - '{run_id,emitted_at,recorded_at,hash,body}'::text[] as entry, e.body::jsonb - 'due_at' as body,
          (private.verify_run_log(r.id)).ok
        from unnest(${creates.map(({ requestId }) => requestId)}::uuid[]) with ordinality n (request_id, place)
        join private.idempotency i using (request_id) join public.audit_log a using (request_id)
        join public.runs r on r.id = a.run_id join public.run_events e on e.run_id = r.id
        order by place`;
    const together = [...inputs.map((input) => create(input)), create(fromTemplate), create({}, key)];
    const answers = await createAll(together);
    expect(called).toEqual(["create_runs"]);
    expect(await Promise.all(together.map(async ({ requestId }) => (await answerOf(requestId))[0]?.response))).toEqual(
      answers,
    );

    const alone = together.map(({ credential, input }) => create({ ...input, idempotency_key: undefined }, credential));
    for (const { credential, requestId, input } of alone) {
      const answer = await databaseOf(room.executor).call("execute", [
        ...["runs.create", { jsonb: credential }, requestId, { jsonb: input }],
      ]);
      expect(answer).toMatchObject({ ok: true });
    }
    const made = await left(together);
    expect(made.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(made).toEqual(await left(alone));
  });

  test("one that is refused, known or out of the ordinary is answered for itself, and the others are made", async () => {
    const { id: source } = await makeRun(room, operator, { session_id });
    const stranger = await makeUser(room);
    const known = create({ idempotency_key: unique("key") });
    await gathered.createRun(known);
    const creates = [
      create(),
      create({ lane: "Z" }),
      known,
      create({}, stranger),
      create({ cloned_from: source }),
      { ...known, requestId: randomUUID() },
      create(),
    ];
    const answers = await createAll(creates);
    expect(called.slice(0, 2)).toEqual(["create_runs", "execute"]);
    expect(answers.map((answer) => (answer.ok ? "ok" : answer.error.code))).toEqual([
      ...["ok", "not_found", "ok", "forbidden", "ok", "ok", "ok"],
    ]);
    expect(answers[2].result.run.id).toBe(answers[5].result.run.id);
    for (const { requestId } of creates) expect(await auditOf(room, requestId)).toHaveLength(1);
    expect(new Set(answers.flatMap((answer) => answer.result?.run.id ?? [])).size).toBe(4);
  });

  test("the same request twice at once makes one run and has one answer", async () => {
    const twice = create();
    const [first, second] = await createAll([twice, twice]);
    expect(first).toMatchObject({ ok: true });
    expect(second).toEqual(first);
    expect(await auditOf(room, twice.requestId)).toHaveLength(1);
  });

  test("one that is asked for again by itself meanwhile waits before it does anything, and gets the same answer", async () => {
    const { sql, executor } = room;
    const twice = create({ idempotency_key: unique("key") });
    const archiving = await openTransaction(sql);
    await archiving.sql`select from public.sessions where id = ${session_id} for update`;
    const both = createAll([create(), twice, create()]);
    await untilBlocked(sql);
    const again = databaseOf(executor).call("execute", [
      ...["runs.create", { jsonb: operator }, twice.requestId, { jsonb: twice.input }],
    ]);
    await untilBlocked(sql, 2);
    await archiving.commit();
    const [, first] = await both;
    expect(first).toMatchObject({ ok: true });
    expect(await again).toEqual(first);
    expect(called).toEqual(["create_runs"]);
    expect(await auditOf(room, twice.requestId)).toHaveLength(1);
  });

  test("whose credential is unknown is told so, and holds up nobody", async () => {
    const [lost, made] = await createAll([create({}, { key_hash: "0".repeat(64) }), create()]);
    expect(lost).toMatchObject({ code: "unauthenticated" });
    expect(made).toMatchObject({ ok: true });
  });
});

describe("ends and claims of several workers", () => {
  const end = ({ lease }: ClaimedRun) => ({ lease, last_batch_no: 1, outcome: "succeeded", entries: stepEntries });
  const statusOf = async ({ lease }: ClaimedRun) =>
    (await room.call("runs.get", operator, { run_id: lease.run_id })).run.status;

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
    const answers = await Promise.all(
      [end(first), again, again].map((input) => gathered.finishRun(key.key_hash, input)),
    );
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
});
