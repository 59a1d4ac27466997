import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Maintenance } from "./maintenance.ts";
import type { Queue } from "./queue.ts";
import { QueueError } from "./queue-error.ts";
import { memoryQueue } from "./testing/memory-queue.ts";

/** How long an answer takes, in ms. */
const answerMs = 100;

/** What a worker asks for at which moment; the answers are given by how often it was asked, each after a while. */
function setUp(answers: { bulkOperations?: (nth: number) => number; more?: (nth: number) => boolean } = {}) {
  const { bulkOperations = () => 0, more = () => false } = answers;
  const memory = memoryQueue();
  const calls: { name: "tick" | "fire"; at: number }[] = [];
  const begin = performance.now();
  const asked = async (name: "tick" | "fire") => {
    calls.push({ name, at: performance.now() - begin });
    const nth = calls.filter((call) => call.name === name).length;
    await new Promise((resolve) => setTimeout(resolve, answerMs));
    return nth;
  };
  const queue: Queue = {
    ...memory,
    async maintenanceTick(input) {
      const bulk_operations = bulkOperations(await asked("tick"));
      return { ...(await memory.maintenanceTick(input)), bulk_operations };
    },
    async fireDueSchedules() {
      return { runs: 1, more: more(await asked("fire")) };
    },
  };
  const log = pino({ level: "silent" });
  const warn = vi.spyOn(log, "warn");
  return { maintenance: new Maintenance(queue, log), calls, warn, names: () => calls.map(({ name }) => name) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it("asks for recovery and clean-up before it fires schedules, about every ten seconds and never twice at once", async () => {
  const { maintenance, calls, names } = setUp();
  maintenance.start();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(calls).toEqual([]);
  await vi.advanceTimersByTimeAsync(300_000);
  maintenance.stop();
  expect(names().slice(0, 4)).toEqual(["tick", "fire", "tick", "fire"]);
  const ticks = calls.filter(({ name }) => name === "tick").map(({ at }) => at);
  const pauses = ticks.map((at, n) => at - (ticks[n - 1] ?? 0));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(6_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(14_000 + 2 * answerMs);
  // Workers that were started together spread.
  expect(new Set(pauses).size).toBeGreaterThan(1);
});

it("fires schedules until no more are due", async () => {
  const { maintenance, names } = setUp({ more: (nth) => nth < 3 });
  const ticked = maintenance.tick();
  await vi.advanceTimersByTimeAsync(60_000);
  await ticked;
  expect(names()).toEqual(["tick", "fire", "fire", "fire"]);
});

it("goes on with bulk operations that were left alone until they are done, then fires what is due", async () => {
  const { maintenance, names } = setUp({ bulkOperations: (nth) => (nth < 3 ? 1 : 0) });
  const ticked = maintenance.tick();
  await vi.advanceTimersByTimeAsync(60_000);
  await ticked;
  expect(names()).toEqual(["tick", "tick", "tick", "fire"]);
});

it("does not let schedules wait for more than two seconds behind bulk operations without end", async () => {
  const { maintenance, calls } = setUp({ bulkOperations: () => 1 });
  const ticked = maintenance.tick();
  await vi.advanceTimersByTimeAsync(60_000);
  await ticked;
  const fired = calls.filter(({ name }) => name === "fire");
  expect(fired).toHaveLength(1);
  expect(fired[0]?.at).toBeGreaterThan(1_500);
  expect(fired[0]?.at).toBeLessThanOrEqual(2_000 + answerMs);
});

it("survives a control plane that does not answer, says so, and asks again after its pause", async () => {
  const starting = (nth: number) => {
    if (nth === 1) throw new QueueError("unavailable", "the database is starting");
  };
  const { maintenance, warn, names } = setUp({
    bulkOperations: (nth) => starting(nth) ?? 0,
    more: (nth) => starting(nth) ?? false,
  });
  maintenance.start();
  await vi.advanceTimersByTimeAsync(30_000);
  maintenance.stop();
  expect(warn.mock.calls).toEqual([
    [{ error: "the database is starting" }, "maintenance failed"],
    [{ error: "the database is starting" }, "schedules were not fired"],
  ]);
  expect(names().slice(0, 4)).toEqual(["tick", "fire", "tick", "fire"]);
});

it("fires schedules though the clean-up before fails", async () => {
  const { maintenance, names } = setUp({
    bulkOperations() {
      throw new QueueError("unavailable", "it takes too long");
    },
  });
  const ticked = maintenance.tick();
  await vi.advanceTimersByTimeAsync(60_000);
  await ticked;
  expect(names()).toEqual(["tick", "fire"]);
});

it("ends with what it is at when it is stopped, and begins nothing more", async () => {
  const { maintenance, calls, names } = setUp({ bulkOperations: () => 1, more: () => true });
  const ticked = maintenance.tick();
  await vi.advanceTimersByTimeAsync(answerMs / 2);
  maintenance.stop();
  maintenance.start();
  await vi.advanceTimersByTimeAsync(60_000);
  await ticked;
  expect(names()).toEqual(["tick"]);

  const between = setUp({ more: () => true });
  between.maintenance.start();
  await vi.advanceTimersByTimeAsync(5_000);
  between.maintenance.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(between.calls).toEqual([]);
  expect(calls).toHaveLength(1);
});
