import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { paced } from "./paced.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Work whose calls end when the test says so. */
function slowWork() {
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  const end = async () => {
    ends.at(-1)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { work, end, calls: () => ends.length };
}

test("the first hint works at once, the next ones once in the interval", async () => {
  const { work, end, calls } = slowWork();
  const hints = paced(work, 1_000);
  hints.hint(false);
  expect(calls()).toBe(1);
  await end();
  for (let count = 0; count < 50; count += 1) hints.hint(false);
  expect(calls()).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(calls()).toBe(2);
});

test("an urgent hint does not wait for the interval, but for the call in flight", async () => {
  const { work, end, calls } = slowWork();
  const hints = paced(work, 1_000);
  hints.hint(true);
  hints.hint(true);
  hints.hint(true);
  expect(calls()).toBe(1);
  await end();
  expect(calls()).toBe(2);
  await end();
  expect(calls()).toBe(2);
});

test("what an urgent hint told of is looked for once more, in case the hint came before the commit could be seen", async () => {
  const { work, end, calls } = slowWork();
  const hints = paced(work, 1_000);
  hints.hint(true);
  await end();
  expect(calls()).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(calls()).toBe(2);
  await end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls()).toBe(2);
});

test("nothing runs after stop", async () => {
  const { work, end, calls } = slowWork();
  const hints = paced(work, 1_000);
  hints.hint(false);
  await end();
  hints.hint(false);
  hints.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(calls()).toBe(1);
});
