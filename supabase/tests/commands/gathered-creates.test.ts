import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { type Credential, databaseOf } from "../../../e2e/harness/control-room.ts";
import { makeRun, makeUser, oneStep, unique } from "../../../e2e/harness/factories.ts";
import { auditOf } from "../support/audit.ts";
import { openGathering } from "../support/gathering.ts";
import { openTransaction, untilBlocked } from "../support/locks.ts";

const { room, operator, key, session_id, gathered, called } = await openGathering();
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
