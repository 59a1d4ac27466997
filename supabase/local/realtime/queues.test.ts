import { expect, test } from "vitest";
import { createQueues } from "./queues.ts";

const source = () => {
  const calls: string[] = [];
  return { calls, pause: () => void calls.push("pause"), resume: () => void calls.push("resume") };
};

test("work of one key runs in order, of another key at once", async () => {
  const queues = createQueues(source());
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  const fail = (error: unknown) => void done.push(String(error));
  queues.run("a", () => gate.promise.then(() => void done.push("a1")), fail);
  queues.run("a", () => void done.push("a2"), fail);
  queues.run("b", () => void done.push("b1"), fail);
  expect(done).toEqual(["b1"]);
  gate.resolve();
  await expect.poll(() => done).toEqual(["b1", "a1", "a2"]);
  queues.run("a", () => void done.push("a3"), fail);
  expect(done.at(-1)).toBe("a3");
});

test("an error of one does not stop the next", async () => {
  const queues = createQueues(source());
  const errors: unknown[] = [];
  let isDone = false;
  queues.run(
    "a",
    () => Promise.reject(new Error("first")),
    (error) => void errors.push(error),
  );
  queues.run(
    "a",
    () => {
      isDone = true;
      return undefined;
    },
    (error) => void errors.push(error),
  );
  await expect.poll(() => isDone).toBe(true);
  expect(errors).toEqual([new Error("first")]);
});

test("the source is paused while too much waits, and goes on afterwards", async () => {
  const paused = source();
  const queues = createQueues(paused);
  const gate = Promise.withResolvers<void>();
  for (let index = 0; index < 150; index++)
    queues.run(
      "a",
      () => gate.promise,
      () => undefined,
    );
  expect(paused.calls).toEqual(["pause"]);
  gate.resolve();
  await expect.poll(() => paused.calls).toEqual(["pause", "resume"]);
});
