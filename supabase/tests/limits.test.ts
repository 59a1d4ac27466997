import type postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../e2e/harness/control-room.ts";
import { limits } from "../functions/_shared/contracts/limits.ts";
import { outcomeOf } from "./support/audit.ts";
import { artifact, emitted_at, line, makeWorkerSide, type WorkerSide } from "./support/worker-side.ts";

let room: ControlRoom;
let side: WorkerSide;
beforeAll(async () => {
  room = await openControlRoom();
  side = await makeWorkerSide(room);
});
afterAll(() => room.close());

async function counts(runId: number): Promise<Record<string, number>> {
  const rows = await room.sql`
    select kind, count(*)::int as n from public.run_events where run_id = ${runId} group by kind order by kind`;
  return Object.fromEntries(rows.map((row) => [row.kind, row.n]));
}

test("after 100,000 lines one entry says that the log is truncated, and steps and transitions still arrive", async () => {
  const run = await side.started();
  const runId = run.lease.run_id;
  const full = Array.from({ length: limits.entriesPerAppend }, (_, n) => line(`line ${n}`));
  let batch = 0;
  const send = (entries: Parameters<WorkerSide["append"]>[2]) => {
    batch += 1;
    return side.append(run, batch, entries);
  };
  // Two lines short of a whole batch, so that the limit falls inside the last one.
  await send([{ kind: "step_started", step: 0, emitted_at }, ...full.slice(2)]);
  for (let sent = full.length - 2; sent < limits.linesPerRun; sent += full.length) await send(full);
  const transitions = { run_created: 1, run_claimed: 1, run_started: 1, step_started: 1 };
  expect(await counts(runId)).toEqual({ ...transitions, line: limits.linesPerRun, log_truncated: 1 });

  await send([
    line("never seen"),
    { kind: "step_finished", step: 0, emitted_at, status: "succeeded" },
    line("nor this"),
  ]);
  await send([line("nor a batch of lines alone")]);
  await room.call("runs.finish", side.key, { lease: run.lease, last_batch_no: batch, outcome: "succeeded" });
  expect(await counts(runId)).toEqual({
    ...{ ...transitions, line: limits.linesPerRun, log_truncated: 1 },
    ...{ step_finished: 1, run_succeeded: 1 },
  });

  const [said] = await room.sql`
    select stream, body::jsonb as body, seq::int from public.run_events where run_id = ${runId} and kind = 'log_truncated'`;
  expect(said).toEqual({ stream: "system", body: { limit: limits.linesPerRun }, seq: limits.linesPerRun + 5 });
  const [verdict] = await room.sql`select ok from private.verify_run_log(${runId})`;
  expect(verdict).toEqual({ ok: true });
});

test("lines are counted over all attempts of a run", async () => {
  const run = await side.started();
  await room.sql`update private.log_heads set lines = ${limits.linesPerRun - 1} where run_id = ${run.lease.run_id}`;
  await side.append(run, 1, [line("the last one"), line("one too many")]);
  await room.call("runs.finish", side.key, {
    lease: run.lease,
    last_batch_no: 1,
    outcome: "failed",
    failure_code: "step_failed",
  });
  await room.call("runs.retry", side.operator, { run_id: run.lease.run_id });
  const { runs } = await room.call("runs.claim", side.key, {
    ...{ claim_id: crypto.randomUUID(), limit: 1 },
    worker: { id: crypto.randomUUID(), name: "w", host: "h", version: "0", slots: 1 },
  });
  const again = runs[0];
  if (!again) throw new Error("nothing to claim");
  await room.call("runs.start", side.key, { lease: again.lease });
  await side.append(again, 1, [line("not in the second attempt either")]);
  expect(await counts(run.lease.run_id)).toMatchObject({ line: 1, log_truncated: 1 });
});

test("a line of 8 KB is stored whole; a longer one is cut by the contract, and refused by the table where nobody cut it", async () => {
  const run = await side.started();
  const whole = "ü".repeat(limits.lineBytes / 2);
  await side.append(run, 1, [line(whole), line(`${whole}!`)]);
  const rows = await room.sql`
    select body, octet_length(body) as bytes from public.run_events
    where run_id = ${run.lease.run_id} and kind = 'line' order by seq`;
  expect(rows[0]?.body).toBe(whole);
  expect(rows[1]?.body).toMatch(/ü … \[cut, 8,193 bytes\]$/);
  expect(rows[1]?.bytes).toBeLessThanOrEqual(limits.lineBytes);

  // The cast: optional fields of the type may be undefined, those of this value are not.
  const input = { lease: run.lease, batch_no: 2, entries: [line(`${whole}!`)] };
  const past = room.executor`select private.append_events(${side.key.key_hash}, ${room.executor.json(input as postgres.JSONValue)})`;
  await expect(past).rejects.toMatchObject({ code: "23514", constraint_name: "a_line_is_8_kb_at_most" });
});

test("a batch sent again changes nothing, even with other lines; a gap is refused until the missing one came", async () => {
  const run = await side.started();
  await side.append(run, 1, [line("one")]);
  await side.append(run, 1, [line("one"), line("smuggled in")]);
  expect(await outcomeOf(side.append(run, 3, [line("three")]))).toBe("batch_gap");
  await side.append(run, 2, [line("two")]);
  await side.append(run, 3, [line("three")]);
  await side.append(run, 1, [line("one")]);
  const rows = await room.sql`
    select body from public.run_events where run_id = ${run.lease.run_id} and kind = 'line' order by seq`;
  expect(rows.map((row) => row.body)).toEqual(["one", "two", "three"]);
});

test("an attempt attaches so many artifacts and no more; those attached may still be sent again", async () => {
  const run = await side.started();
  const put = (name: string) => room.call("artifacts.put", side.key, { lease: run.lease, ...artifact("x", { name }) });
  for (let n = 0; n < limits.artifactsPerAttempt; n += 1) await put(`part ${n}`);
  expect(await outcomeOf(put("one too many"))).toBe("limit_exceeded");
  expect(await outcomeOf(put("part 0"))).toBe("ok");
});

test.each([
  ["a_run_has_one_definition", "adhoc_definition = null"],
  ["title_is_short", "title = ''"],
  ["parameters_are_an_object_of_64_kb_at_most", "parameters = '[]'"],
  ["priority_is_in_range", "priority = 101"],
  ["a_concurrency_key_has_a_limit", "concurrency_key = 'deploy'"],
  ["concurrency_key_is_short", "concurrency_key = '', concurrency_limit = 1"],
  ["required_labels_are_20_at_most", "required_labels = array_fill('a'::text, array[21])"],
  ["only_a_scheduled_run_has_an_occurrence", "scheduled_for = now()"],
  ["timeout_is_positive", "timeout_seconds = 0"],
  ["idempotency_key_and_hash_go_together", "idempotency_key = 'a'"],
])("no run is written past %s", async (constraint_name, change) => {
  const runId = await side.newRun();
  await expect(room.sql.unsafe(`update public.runs set ${change} where id = $1`, [runId])).rejects.toMatchObject({
    ...{ code: "23514", constraint_name },
  });
});
