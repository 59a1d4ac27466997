import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { pacedByTopic } from "./paced-by-topic.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("after the last hint it looks once more, because a throttled topic does not tell of what follows at once", async () => {
  const work = vi.fn(async () => undefined);
  const reader = pacedByTopic(work, 500);
  reader.hint(false);
  await vi.advanceTimersByTimeAsync(100);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1_200);
  expect(work).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work).toHaveBeenCalledTimes(2);
});

it("once stopped it looks no more", async () => {
  const work = vi.fn(async () => undefined);
  const reader = pacedByTopic(work, 500);
  reader.hint(false);
  reader.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work).toHaveBeenCalledTimes(1);
});
