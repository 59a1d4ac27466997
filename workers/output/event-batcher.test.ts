import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AppendEntry } from "../../supabase/functions/_shared/contracts/worker.ts";
import { QueueError } from "../queue-error.ts";
import { EventBatcher } from "./event-batcher.ts";

const emitted_at = "2026-11-20T20:35:18.123Z";
const line = (body: string): AppendEntry => ({ kind: "line", emitted_at, step: 0, stream: "stdout", body });
const started: AppendEntry = { kind: "step_started", emitted_at, step: 0 };

/** An append whose answers the test gives; every call is noted when it is made. */
function setUp(answer: (batchNo: number, entries: AppendEntry[]) => Promise<boolean> = async () => true, sharers = 1) {
  const calls: { batchNo: number; bodies: string[]; at: number }[] = [];
  const onRejected = vi.fn();
  const batcher = new EventBatcher({
    append(batchNo, entries) {
      const bodies = entries.map((entry) => (entry.kind === "line" ? entry.body : entry.kind));
      calls.push({ batchNo, bodies, at: performance.now() });
      return answer(batchNo, entries);
    },
    onRejected,
    sharers: () => sharers,
  });
  return { batcher, calls, onRejected };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("sends the first line at once, together with what came in the same moment", async () => {
  const { batcher, calls } = setUp();
  batcher.push(started);
  batcher.push(line("a"));
  await vi.advanceTimersByTimeAsync(0);
  expect(calls).toMatchObject([{ batchNo: 1, bodies: ["step_started", "a"] }]);
});

it("flushes ten times a second at first, then as often as its share allows, and starts again after silence", async () => {
  for (const [sharers, steady] of [
    [1, 250],
    [2, 500],
    [9, 1_000],
  ] as const) {
    const { batcher, calls } = setUp(undefined, sharers);
    const chatter = setInterval(() => batcher.push(line("x")), 20);
    await vi.advanceTimersByTimeAsync(30_000);
    clearInterval(chatter);
    const gaps = calls.slice(1).map(({ at }, n) => Math.round(at - (calls[n]?.at ?? 0)));
    expect(gaps[0]).toBeLessThanOrEqual(120);
    expect(Math.abs((gaps.at(-1) ?? 0) - steady)).toBeLessThanOrEqual(21);

    await vi.advanceTimersByTimeAsync(20_000);
    const before = calls.length;
    batcher.push(line("again"));
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toHaveLength(before + 1);
  }
});

it("does not let the last lines of a flood wait for longer than half a second", async () => {
  for (const sharers of [1, 2]) {
    const { batcher, calls } = setUp(undefined, sharers);
    const flood = setInterval(() => {
      for (let n = 0; n < 20; n++) batcher.push(line("x"));
    }, 10);
    await vi.advanceTimersByTimeAsync(10_000);
    clearInterval(flood);
    expect(calls.length).toBeLessThan(90);
    batcher.push(line("last"));
    await vi.advanceTimersByTimeAsync(500);
    expect(calls.at(-1)?.bodies.at(-1)).toBe("last");
  }
});

it("sends lines that come one by one at once, as long as the allowance goes", async () => {
  const { batcher, calls } = setUp();
  const drops = setInterval(() => batcher.push(line("x")), 300);
  await vi.advanceTimersByTimeAsync(30_000);
  clearInterval(drops);
  await batcher.flush();
  expect(calls.every(({ bodies }) => bodies.length === 1)).toBe(true);
  expect(calls).toHaveLength(100);
});

it("has one append in flight, keeps the order and numbers batches without gap", async () => {
  let inFlight = 0;
  const { batcher, calls } = setUp(async () => {
    expect(++inFlight).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    inFlight--;
    return true;
  });
  for (let n = 0; n < 1_234; n++) batcher.push(line(`${n}`));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(calls.map(({ batchNo, bodies }) => [batchNo, bodies.length])).toEqual([
    [1, 500],
    [2, 500],
    [3, 234],
  ]);
  expect(calls.flatMap(({ bodies }) => bodies)).toEqual(Array.from({ length: 1_234 }, (_, n) => `${n}`));
  expect(batcher.lastBatchNo).toBe(3);
});

it("splits batches at 1 MB", async () => {
  const { batcher, calls } = setUp();
  for (let n = 0; n < 300; n++) batcher.push(line("x".repeat(8_000)));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(calls.map(({ bodies }) => bodies.length)).toEqual([123, 123, 54]);
});

it("makes its producer wait when 5,000 entries are buffered, until half of them have gone", async () => {
  const gate = Promise.withResolvers<boolean>();
  const { batcher, calls } = setUp(() => gate.promise);
  let pushed = 0;
  const producer = (async () => {
    for (; pushed < 20_000; pushed++) {
      batcher.push(line("x"));
      await batcher.room();
    }
  })();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(pushed).toBeLessThanOrEqual(5_500);
  gate.resolve(true);
  await vi.advanceTimersByTimeAsync(60_000);
  await producer;
  await batcher.flush();
  expect(calls.flatMap(({ bodies }) => bodies)).toHaveLength(20_000);
});

it("counts bytes, too", () => {
  const { batcher } = setUp(() => new Promise(() => undefined));
  for (let n = 0; n < 1_000; n++) batcher.push(line("x".repeat(8_000)));
  expect(batcher.room()).toBeInstanceOf(Promise);
});

it("flush sends what is left without waiting for the interval", async () => {
  const { batcher, calls } = setUp();
  batcher.push(line("a"));
  await vi.advanceTimersByTimeAsync(0);
  batcher.push(line("b"));
  await batcher.flush();
  expect(calls.map(({ bodies }) => bodies)).toEqual([["a"], ["b"]]);
  await batcher.flush();
  expect(calls).toHaveLength(2);
});

it("reports a refused batch once, uses its number again and saves only the transitions", async () => {
  const { batcher, calls, onRejected } = setUp(async (_, entries) => {
    if (entries.some((entry) => entry.kind === "line" && entry.body === "poison")) {
      throw new QueueError("invalid_input", "entries.1.body: no");
    }
    return true;
  });
  batcher.push(started);
  batcher.push(line("poison"));
  await batcher.flush();
  batcher.push(line("after"));
  await batcher.flush();
  expect(calls.map(({ batchNo, bodies }) => [batchNo, ...bodies])).toEqual([
    [1, "step_started", "poison"],
    [1, "step_started"],
    [2, "after"],
  ]);
  expect(onRejected.mock.calls).toEqual([["entries.1.body: no"]]);
});

it("does not try a refused transition for ever", async () => {
  const { batcher, calls, onRejected } = setUp(() => Promise.reject(new QueueError("invalid_input", "over")));
  batcher.push(started);
  batcher.push(line("a"));
  await batcher.flush();
  expect(calls).toHaveLength(2);
  expect(onRejected).toHaveBeenCalledTimes(2);
  expect(batcher.lastBatchNo).toBe(0);
});

it("writes nothing more once the attempt is lost, and holds nobody up", async () => {
  const { batcher, calls } = setUp(async () => false);
  for (let n = 0; n < 6_000; n++) batcher.push(line("x"));
  const room = batcher.room();
  await batcher.flush();
  await room;
  batcher.push(line("y"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(calls).toHaveLength(1);
});
