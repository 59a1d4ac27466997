import { type QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { createQueryClient } from "./query-client.ts";

const queryKey = ["runs"];

/** Somebody looks at a list whose reads answer when they are told to. */
function look(cache: QueryClient) {
  const answers: ((answer: string) => void)[] = [];
  const observer = new QueryObserver(cache, {
    queryKey,
    queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
  });
  observer.subscribe(() => undefined);
  const answer = async (read: number, text: string) => {
    await vi.waitFor(() => expect(answers).toHaveLength(read));
    answers[read - 1]?.(text);
  };
  return { answer, reads: () => answers.length, data: () => cache.getQueryData(queryKey) };
}

test("a change that is hinted at during the first read is read", async () => {
  const cache = createQueryClient();
  const { answer, data, reads } = look(cache);
  await vi.waitFor(() => expect(reads()).toBe(1));
  const hinted = cache.invalidateQueries({ queryKey });
  await answer(1, "before the change");
  await answer(2, "after it");
  await hinted;
  expect(data()).toBe("after it");
  expect(reads()).toBe(2);
});

test("each change that is hinted at while that is read is read, too", async () => {
  const cache = createQueryClient();
  const { answer, data, reads } = look(cache);
  for (const read of [1, 2]) {
    await vi.waitFor(() => expect(reads()).toBe(read));
    void cache.invalidateQueries({ queryKey });
    await answer(read, "before a change");
  }
  await answer(3, "after both");
  await vi.waitFor(() => expect(data()).toBe("after both"));
  expect(reads()).toBe(3);
});

test("a first read that nothing disturbs, and one after it, are one read each", async () => {
  const cache = createQueryClient();
  const { answer, data, reads } = look(cache);
  await answer(1, "first");
  await vi.waitFor(() => expect(data()).toBe("first"));
  void cache.invalidateQueries({ queryKey });
  await answer(2, "second");
  await vi.waitFor(() => expect(data()).toBe("second"));
  expect(reads()).toBe(2);
});
