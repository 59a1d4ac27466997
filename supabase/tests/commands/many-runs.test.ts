import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { expireLease, makeRun, makeSession, makeWorker, oneStep } from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import type { ClaimedRun } from "../../functions/_shared/contracts/worker.ts";
import { outcomeOf } from "../support/audit.ts";
import { line, makeWorkerSide, type WorkerSide } from "../support/worker-side.ts";

type Entries = CommandInput<"events.append">["entries"];

let room: ControlRoom;
let side: WorkerSide;
let session_id: number;
beforeAll(async () => {
  room = await openControlRoom();
  side = await makeWorkerSide(room);
  const session = await makeSession(room, side.operator);
  session_id = session.id;
  for (const { id } of session.lanes)
    await room.call("lanes.set_capacity", side.operator, { lane_id: id, capacity: 100 });
});
afterAll(() => room.close());

const at = (second: number) => `2026-11-20T12:00:0${second}.000000Z`;
/** Step 0 begins, says something and succeeds two seconds later. */
const whole: Entries = [
  { kind: "step_started", step: 0, emitted_at: at(1) },
  { ...line("hello"), emitted_at: at(2) } as Entries[number],
  { kind: "step_finished", step: 0, emitted_at: at(3), status: "succeeded", exit_code: 0, outputs: { port: 80 } },
];
const newClaim = (limit: number) => ({ claim_id: randomUUID(), worker: makeWorker({ slots: 50 }), limit });
async function claimed(count: number, steps: CommandInput<"runs.create">["steps"] = oneStep): Promise<ClaimedRun[]> {
  for (let n = 0; n < count; n += 1) await makeRun(room, side.operator, { session_id, ...(steps && { steps }) });
  return (await room.call("runs.claim", side.key, newClaim(count))).runs;
}
const startMany = (runs: readonly ClaimedRun[], now?: Date) =>
  room.call("runs.start_many", side.key, { leases: runs.map(({ lease }) => lease) }, now && { now });
async function started(count: number, now?: Date): Promise<ClaimedRun[]> {
  const runs = await claimed(count);
  await startMany(runs, now);
  return runs;
}
const ending = ({ lease }: ClaimedRun, entries: Entries | undefined = whole) => ({
  ...{ lease, last_batch_no: 1, outcome: "succeeded" as const },
  ...(entries && { entries }),
});
const finishMany = (
  ends: CommandInput<"runs.finish_many">["ends"],
  claims: CommandInput<"runs.finish_many">["claims"] = [],
  now?: Date,
) => room.call("runs.finish_many", side.key, { ends, claims }, now && { now });
const idOf = (run: ClaimedRun) => run.lease.run_id;
const verdictsOf = (ids: number[]) =>
  room.sql`select id::int, (private.verify_run_log(id)).ok from unnest(${ids}::bigint[]) id order by 1`;

describe("runs.start_many", () => {
  test("starts what is live; what is lost or another's is told so and nothing else suffers", async () => {
    const [a, dead, b] = await claimed(3);
    if (!a || !dead || !b) throw new Error("three were queued");
    await expireLease(room, idOf(dead));
    const stolen = { ...b, lease: { ...b.lease, token: randomUUID() } };
    const answer = await startMany([b, dead, a, stolen]);
    expect(answer.runs.map(({ run_id, directive }) => `${run_id} ${directive}`).toSorted()).toEqual(
      [`${idOf(a)} continue`, `${idOf(b)} continue`, `${idOf(b)} lost`, `${idOf(dead)} lost`].toSorted(),
    );
    expect([await side.statusOf(a), await side.statusOf(b)]).toEqual(["running", "running"]);
    expect(await side.statusOf(dead)).toBe("claimed");
  });

  test("says which of them somebody asked to cancel, and starts nothing twice", async () => {
    const runs = await claimed(2);
    const [a, b] = runs.map(idOf);
    await room.call("runs.cancel", side.operator, { run_id: a ?? 0 });
    await startMany(runs);
    const { runs: directives } = await startMany(runs);
    expect(new Map(directives.map(({ run_id, directive }) => [run_id, directive]))).toEqual(
      new Map([
        [a, "cancel"],
        [b, "continue"],
      ]),
    );
    const entries = await room.sql`
      select run_id::int from public.run_events where run_id in ${room.sql([a ?? 0, b ?? 0])} and kind = 'run_started' order by 1`;
    expect(entries.map(({ run_id }) => run_id)).toEqual([a, b]);
  });

  test("gives a run with a timeout its deadline, and one without none", async () => {
    const now = new Date();
    await makeRun(room, side.operator, { session_id, timeout_seconds: 60 });
    const [timed, plain] = await claimed(1).then(async (runs) => [
      ...runs,
      ...(await room.call("runs.claim", side.key, newClaim(1))).runs,
    ]);
    if (!timed || !plain) throw new Error("two were queued");
    await startMany([timed, plain], now);
    const leases = await room.sql`
      select run_id::int as id, extract(epoch from deadline_at - ${now})::int as seconds from private.leases
      where run_id in ${room.sql([idOf(timed), idOf(plain)])} order by seconds nulls last`;
    expect(leases.map(({ seconds }) => seconds)).toEqual([60 + 5 + 15, null]);
  });
});

describe("a claim that starts", () => {
  test("leaves what a claim and a start leave, deadline and log included, and says so when it is repeated", async () => {
    const now = new Date(Date.now() + 2_000);
    // What other tests have left in the queue goes first.
    await room.call("runs.claim", side.key, newClaim(50), { now });
    for (let n = 0; n < 3; n += 1) await makeRun(room, side.operator, { session_id, timeout_seconds: 60 });
    const apart = await room.call("runs.claim", side.key, newClaim(1), { now });
    await room.call(
      "runs.start",
      side.key,
      { lease: apart.runs[0]?.lease ?? { run_id: 0, attempt: 1, token: "" } },
      { now },
    );
    const claim = { ...newClaim(2), start: true };
    const together = await room.call("runs.claim", side.key, claim, { now });
    expect([...apart.runs, ...together.runs].map(({ started }) => started)).toEqual([false, true, true]);
    expect((await room.call("runs.claim", side.key, claim, { now })).runs.map(({ started }) => started)).toEqual([
      ...[true, true],
    ]);
    const left = async (id: number) => ({
      run: await room.sql`select status, attempt, started_at, holds_slot from public.runs where id = ${id}`,
      attempt:
        await room.sql`select number, claimed_at, started_at, outcome from public.run_attempts where run_id = ${id}`,
      lease:
        await room.sql`select attempt, expires_at, deadline_at, last_batch_no from private.leases where run_id = ${id}`,
      log: await room.sql`select seq, kind, recorded_at from public.run_events where run_id = ${id} and seq > 1 order by seq`,
      steps: await room.sql`select step, attempt, status from public.run_steps where run_id = ${id}`,
    });
    const [expected, ...others] = await Promise.all([...apart.runs, ...together.runs].map((run) => left(idOf(run))));
    expect(expected?.run).toEqual([expect.objectContaining({ status: "running" })]);
    expect(others).toEqual([expected, expected]);
    const ids = together.runs.map(idOf);
    expect(await verdictsOf(ids)).toEqual(ids.toSorted((x, y) => x - y).map((id) => ({ id, ok: true })));
    await finishMany([...apart.runs, ...together.runs].map((run) => ending(run)));
  });
});

describe("runs.finish_many", () => {
  test("answers in the order of the runs, whichever way each of them ends", async () => {
    const [first, second, third] = await started(3);
    if (!first || !second || !third) throw new Error("three were queued");
    const failed = {
      ...{ lease: first.lease, last_batch_no: 0 },
      ...{ outcome: "failed" as const, failure_code: "step_failed" as const },
    };
    const { ends } = await finishMany([ending(third), failed, ending(second)]);
    expect(ends.map(({ run_id, ...end }) => [run_id, "status" in end && end.status])).toEqual([
      [idOf(first), "failed"],
      [idOf(second), "succeeded"],
      [idOf(third), "succeeded"],
    ]);
  });

  test("ends many at once with their last batches, and leaves what one call after the other leaves", async () => {
    const now = new Date(Date.now() + 1_000);
    const [a, b, single] = await started(3, now);
    if (!a || !b || !single) throw new Error("three were queued");
    await room.call("events.append", side.key, { lease: single.lease, batch_no: 1, entries: whole }, { now });
    // One more call makes it an end out of the ordinary: its batch is there already.
    expect(await room.call("runs.finish", side.key, ending(single), { now })).toMatchObject({ status: "succeeded" });
    const ids = [a, b].map(idOf);
    expect(await finishMany([ending(b), ending(a)], [], now)).toEqual({
      ends: ids.toSorted((x, y) => x - y).map((run_id) => ({ run_id, status: "succeeded" })),
      claimed: [],
    });

    const left = async (id: number) => ({
      run: await room.sql`
        select status, finished_at, failure_code, error, resuming, holds_slot, available_at, failed_attempts from public.runs where id = ${id}`,
      attempt: await room.sql`
        select number, outcome, started_at, finished_at, failure_code, error from public.run_attempts where run_id = ${id}`,
      steps: await room.sql`
        select step, status, started_at, finished_at, exit_code, signal, failure_code, error, outputs from public.run_steps where run_id = ${id}`,
      log: await room.sql`
        select seq, attempt, step, stream, kind, body, emitted_at, recorded_at from public.run_events
        where run_id = ${id} and kind not in ('run_created', 'run_claimed') order by seq`,
      head: await room.sql`select seq, lines from private.log_heads where run_id = ${id}`,
      lease: await room.sql`select from private.leases where run_id = ${id}`,
      receipt: await room.sql`select attempt, status, finished_at from private.lease_receipts where run_id = ${id}`,
    });
    const expected = await left(idOf(single));
    for (const id of ids) expect(await left(id)).toEqual(expected);
    expect(await verdictsOf(ids)).toEqual(ids.toSorted((x, y) => x - y).map((id) => ({ id, ok: true })));
  });

  test("a refusal is the answer for its run and changes nothing of it; the others end", async () => {
    const [good, open, lost, gap, failing] = await started(5);
    if (!good || !open || !lost || !gap || !failing) throw new Error("five were queued");
    await expireLease(room, idOf(lost));
    const failed = { ...ending(failing), outcome: "failed" as const, failure_code: "step_failed" as const };
    const answers = await finishMany([
      ending(good),
      ending(open, whole.slice(0, 2)),
      ending(lost),
      { ...ending(gap), last_batch_no: 3 },
      failed,
    ]);
    const answerOf = (run: ClaimedRun) => {
      const found = answers.ends.find(({ run_id }) => run_id === idOf(run));
      return found && ("error" in found ? found.error.code : found.status);
    };
    expect([good, open, lost, gap, failing].map(answerOf)).toEqual([
      ...["succeeded", "outcome_not_allowed", "lease_lost", "batch_gap", "failed"],
    ]);
    const entries = await room.sql`
      select count(*)::int from public.run_events where run_id = ${idOf(open)} and kind in ('step_started', 'line')`;
    expect(entries).toEqual([{ count: 0 }]);
    expect(await side.statusOf(open)).toBe("running");
  });

  test("repeated after a lost answer it says the same and does nothing twice", async () => {
    const runs = await started(2);
    const ends = runs.map((run) => ending(run));
    await makeRun(room, side.operator, { session_id });
    const claim = newClaim(1);
    const first = await finishMany(ends, [claim]);
    expect(first.claimed.map((each) => each?.runs.length)).toEqual([1]);
    const count = () => room.sql`select count(*)::int as entries from public.run_events`;
    const before = await count();
    const again = await finishMany(ends, [claim]);
    expect([again.ends, again.claimed.map((each) => each?.runs)]).toEqual([
      first.ends,
      first.claimed.map((each) => each?.runs),
    ]);
    expect(await count()).toEqual(before);
  });

  test("tells who follows a run of its end", async () => {
    const [a, b] = await started(2);
    if (!a || !b) throw new Error("two were queued");
    await finishMany([ending(a), ending(b)]);
    for (const run of [a, b]) {
      const hints = await room.sql`
        select payload ->> 'status' as status, (payload ->> 'seq')::int as seq from realtime.messages
        where topic = ${`run:${idOf(run)}`} order by 2 desc limit 1`;
      expect(hints).toEqual([{ status: "succeeded", seq: 7 }]);
    }
  });
});

describe("a finish with the last batch", () => {
  test.each<[string, Entries]>([
    ["ends a step twice", [...whole, ...whole.slice(2)]],
    ["goes on with a step that is over", [...whole, ...whole.slice(0, 1)]],
    ["names a step that there is not", [{ kind: "step_started", step: 7, emitted_at: at(1) }, ...whole]],
  ])("is refused as the batch alone would be, when it %s", async (_, entries) => {
    const [run] = await started(1);
    if (!run) throw new Error("one was queued");
    expect(await outcomeOf(room.call("runs.finish", side.key, ending(run, entries)))).toBe("invalid_input");
    expect(await room.sql`select seq::int from private.log_heads where run_id = ${idOf(run)}`).toEqual([{ seq: 3 }]);
    expect(await room.call("runs.finish", side.key, ending(run))).toMatchObject({ status: "succeeded" });
  });

  test("is refused before the start, and keeps a full log's limit", async () => {
    const [run] = await claimed(1);
    if (!run) throw new Error("one was queued");
    expect(await outcomeOf(room.call("runs.finish", side.key, ending(run)))).toBe("not_started");
    await startMany([run]);
    await room.sql`update private.log_heads set lines = 100000 where run_id = ${idOf(run)}`;
    expect(await room.call("runs.finish", side.key, ending(run))).toMatchObject({ status: "succeeded" });
    const kinds =
      await room.sql`select kind from public.run_events where run_id = ${idOf(run)} and seq > 3 order by seq`;
    expect(kinds.map(({ kind }) => kind)).toEqual(["step_started", "log_truncated", "step_finished", "run_succeeded"]);
  });

  test("notes an acknowledged cancel of a run that succeeded all the same", async () => {
    const [run] = await started(1);
    if (!run) throw new Error("one was queued");
    await room.call("runs.cancel", side.operator, { run_id: idOf(run) });
    const entries: Entries = [{ kind: "cancel_acknowledged", step: 0, emitted_at: at(1) }, ...whole];
    expect(await room.call("runs.finish", side.key, ending(run, entries))).toMatchObject({ status: "succeeded" });
    const [attempt] = await room.sql`
      select cancel_acknowledged_at is not null as noted from public.run_attempts where run_id = ${idOf(run)}`;
    expect(attempt).toEqual({ noted: true });
  });
});
