import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser, makeWorker, oneStep, unique } from "../../../e2e/harness/factories.ts";
import { auditOf, expectRefused } from "../support/audit.ts";

let room: ControlRoom;
let operator: { user_id: string };
let template: string;
beforeAll(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  template = unique("template");
  const parameter_schema = {
    type: "object",
    properties: { host: { type: "string" }, tries: { type: "integer", default: 3 } },
    required: ["host"],
  };
  const concurrency = { key: "host:{{host}}", limit: 1 };
  const definition = {
    slug: template,
    name: "Check",
    default_lane: "C",
    steps: oneStep,
    parameter_schema,
    concurrency,
  };
  await room.call("templates.publish", operator, definition);
});
afterAll(() => room.close());

const hosts = (...names: string[]) => names.map((host) => ({ parameters: { host } }));
const countOf = async (session_id: number) => {
  const [row] = await room.sql`select count(*)::int as n from public.runs where session_id = ${session_id}`;
  return row?.n;
};

test("makes runs of one template in the order given, each as if created alone, with one audit row", async () => {
  const { id: session_id } = await makeSession(room, operator);
  const requestId = randomUUID();
  const [first, second] = hosts("a", "b");
  const input = { session_id, template, runs: [{ ...first, title: "Mine", priority: 5 }, { ...second }] };
  const { run_ids } = await room.call("runs.create_many", operator, input, { requestId });
  const [mine, other] = await Promise.all(
    run_ids.map(async (run_id) => (await room.call("runs.get", operator, { run_id })).run),
  );
  const alone = (
    await room.call("runs.create", operator, { session_id, template, parameters: { host: "b", tries: 3 } })
  ).run;
  expect(mine).toMatchObject({ title: "Mine", priority: 5, concurrency_key: "host:a", lane: "C", status: "queued" });
  expect(other).toEqual({ ...alone, id: other?.id, created_at: other?.created_at });

  const logs = await room.sql`
    select e.body::jsonb as body, (private.verify_run_log(e.run_id)).ok from public.run_events e
    where e.run_id in (${other?.id ?? 0}, ${alone.id}) order by e.run_id`;
  expect(logs.map(({ ok }) => ok)).toEqual([true, true]);
  expect(logs[0]?.body).toEqual(logs[1]?.body);
  const rows =
    await room.sql`select parameters, rank = id as at_its_number from public.runs where id = any(${run_ids}) order by id`;
  expect([...rows]).toEqual(["a", "b"].map((host) => ({ parameters: { host, tries: 3 }, at_its_number: true })));
  expect(await auditOf(room, requestId)).toEqual([
    expect.objectContaining({ outcome: "ok", session_id, run_id: null }),
  ]);
});

test("makes none when one is refused, and says which", async () => {
  const { id: session_id } = await makeSession(room, operator);
  const requestId = randomUUID();
  const input = { session_id, template, runs: [...hosts("a"), { parameters: {} }, ...hosts("c")] };
  await expectRefused(room, "runs.create_many", operator, input, "invalid_input");
  await expect(room.call("runs.create_many", operator, input, { requestId })).rejects.toThrow(/runs\[1\].*host/);
  expect(await countOf(session_id)).toBe(0);
  expect(await auditOf(room, requestId)).toEqual([expect.objectContaining({ outcome: "invalid_input" })]);
  const long = { session_id, template, runs: [...hosts("a"), ...hosts("x".repeat(300))] };
  await expectRefused(room, "runs.create_many", operator, long, "invalid_input");
  expect(await countOf(session_id)).toBe(0);
});

test("a thousand are one command: repeated it makes no more, its audit row has their count, and workers take them", async () => {
  const { id: session_id } = await makeSession(room, operator, { lanes: [{ name: "A", capacity: null }] });
  const requestId = randomUUID();
  const input = {
    ...{ session_id, steps: oneStep },
    runs: Array.from({ length: 1_000 }, (_, n) => ({ parameters: { note: `${n} ${"x".repeat(200)}` } })),
  };
  const made = await room.call("runs.create_many", operator, input, { requestId });
  expect(await room.call("runs.create_many", operator, input, { requestId })).toEqual(made);
  expect(await countOf(session_id)).toBe(1_000);
  const [row] = await room.sql`select input from public.audit_log where request_id = ${requestId}`;
  expect(row?.input).toMatchObject({ count: 1_000, sha256: expect.any(String) });
  // Their readers are told once, not a thousand times.
  const hints = await room.sql`
    select event, count(*)::int as n from realtime.messages where topic = ${`session:${session_id}`} group by event`;
  expect([...hints]).toEqual([{ event: "runs_changed", n: 1 }]);

  const key = await makeKey(room, ["runs.work"]);
  await room.sql`update public.lanes set paused_at = now(), paused_by = 'x', pause_note = 'x' where session_id <> ${session_id}`;
  const claim = { claim_id: randomUUID(), worker: makeWorker(), limit: 50 };
  const { runs } = await room.call("runs.claim", key, claim);
  expect(runs.map(({ lease }) => lease.run_id)).toEqual(made.run_ids.slice(0, 50));
});

test("more than a thousand, or none, are refused", async () => {
  const { id: session_id } = await makeSession(room, operator);
  for (const length of [0, 1_001]) {
    const input = { session_id, steps: oneStep, runs: Array.from({ length }, () => ({})) };
    await expect(room.call("runs.create_many", operator, input)).rejects.toThrow(/runs/);
  }
});
