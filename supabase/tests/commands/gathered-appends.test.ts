import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import type { ClaimedRun } from "../../functions/_shared/contracts/worker.ts";
import { line, openGathering, stepEntries } from "../support/gathering.ts";

const { room, operator, key, gathered, called, claimedByEach } = await openGathering();
afterAll(() => room.close());

const batch = ({ lease }: ClaimedRun, batch_no: number, entries: object[]) => ({ lease, batch_no, entries });
const append = (input: object) => gathered.appendEvents(key.key_hash, input);
/** What the worker has said, of a log that verifies. */
async function logOf({ lease }: ClaimedRun) {
  const rows =
    await room.sql`select e.kind, e.body from public.run_events e where e.run_id = ${lease.run_id} order by e.seq`;
  const [verified] = await room.sql`select (private.verify_run_log(${lease.run_id})).ok`;
  expect(verified?.ok).toBe(true);
  return rows.filter(({ kind }) => kind === "line" || kind.startsWith("step"));
}

test("batches of several runs leave in each what a batch alone leaves", async () => {
  const runs = await claimedByEach(5);
  const [first, ...others] = runs;
  const alone = others.at(-1);
  if (!first || !alone) throw new Error("five were queued");
  const batches = [
    [line("one"), line("two")],
    [stepEntries[0] ?? {}, line("begun")],
    stepEntries,
    [line("of it alone")],
  ];
  const told = batches.map((each, n) => batch(others[n] ?? first, 1, each));
  called.length = 0;
  const answers = await Promise.all([append(batch(first, 1, [line("first")])), ...told.reverse().map(append)]);
  expect(called).toEqual(["append_many_events"]);
  expect(answers).toEqual(Array(5).fill({ directive: "continue" }));
  const logs = await Promise.all(others.map(logOf));
  expect(logs.map((log) => log.map(({ kind, body }) => (kind === "line" ? body : kind)))).toEqual([
    ["one", "two"],
    ["step_started", "begun"],
    ["step_started", "step_finished"],
    ["of it alone"],
  ]);
  for (const each of others.slice(0, 3)) {
    const [lease] = await room.sql`select last_batch_no from private.leases where run_id = ${each.lease.run_id}`;
    expect(lease?.last_batch_no).toBe(1);
  }
  const steps = await room.sql`
    select status from public.run_steps where run_id = any(${others.map(({ lease }) => lease.run_id)}) order by run_id`;
  expect(steps.map(({ status }) => status)).toEqual(["pending", "running", "succeeded", "pending"]);
  // The next one comes alone, and goes on where the batch that came in company ended.
  called.length = 0;
  await append(batch(alone, 2, [line("after it")]));
  expect(called).toEqual(["append_events"]);
  expect((await logOf(alone)).map(({ body }) => body)).toEqual(["of it alone", "after it"]);
});

test("a batch that is refused is its worker's own refusal, and the others are in their logs", async () => {
  const [fine, lost, early, asked] = await claimedByEach(4);
  if (!fine || !lost || !early || !asked) throw new Error("four were queued");
  await room.call("runs.cancel", operator, { run_id: asked.lease.run_id });
  const answers = await Promise.allSettled([
    append(batch(fine, 1, [line("kept")])),
    append({ ...batch(lost, 1, [line("lost")]), lease: { ...lost.lease, token: randomUUID() } }),
    append(batch(early, 2, [line("early")])),
    append(batch(asked, 1, [line("kept, too")])),
  ]);
  expect(answers.map((answer) => (answer.status === "fulfilled" ? answer.value : answer.reason.code))).toEqual([
    { directive: "continue" },
    "lease_lost",
    "batch_gap",
    { directive: "cancel" },
  ]);
  expect(await Promise.all([fine, lost, early, asked].map(async (run) => (await logOf(run)).length))).toEqual([
    1, 0, 0, 1,
  ]);
});

test("a batch that is sent again before it was answered is in the log once, alone or in company", async () => {
  const [first, asked] = await claimedByEach(2);
  if (!first || !asked) throw new Error("two were queued");
  const again = batch(asked, 1, [line("once")]);
  const together = await Promise.all([append(batch(first, 1, [line("other")])), append(again), append(again)]);
  expect(together).toEqual(Array(3).fill({ directive: "continue" }));
  await Promise.all([append(batch(first, 2, [line("next")])), append(again)]);
  expect((await logOf(asked)).map(({ body }) => body)).toEqual(["once"]);
  expect((await logOf(first)).map(({ body }) => body)).toEqual(["other", "next"]);
});

test("the limit of a run's lines holds for each run of the call", async () => {
  const [full, other] = await claimedByEach(2);
  if (!full || !other) throw new Error("two were queued");
  await room.sql`update private.log_heads set lines = 99999 where run_id = ${full.lease.run_id}`;
  await Promise.all([full, other].map((run) => append(batch(run, 1, [line("a"), line("b"), line("c")]))));
  const kinds = await Promise.all(
    [full, other].map(async ({ lease }) => {
      const rows = await room.sql`
        select kind from public.run_events where run_id = ${lease.run_id} and kind in ('line', 'log_truncated') order by seq`;
      return rows.map(({ kind }) => kind);
    }),
  );
  expect(kinds).toEqual([
    ["line", "log_truncated"],
    ["line", "line", "line"],
  ]);
});
