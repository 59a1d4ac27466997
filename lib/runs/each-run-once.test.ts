import { expect, test } from "vitest";
import { eachRunOnce } from "./each-run-once.ts";
import { runRow as run } from "./test-rows.ts";

const none = { active: [], queued: [], recent: [] };
const where = (lists: Parameters<typeof eachRunOnce>[0]) =>
  Object.fromEntries(Object.entries(eachRunOnce(lists)).map(([name, runs]) => [name, runs.map(({ id }) => id)]));

test("a run that is claimed while a board is read is among the active, not in the queue, too", () => {
  const queued = [run(1, "queued", { attempt: 0 }), run(2, "queued", { attempt: 0 })];
  expect(where({ ...none, active: [run(1, "claimed", { holds_slot: true })], queued })).toEqual({
    ...{ active: [1], queued: [2], recent: [] },
  });
});

test("one that ends meanwhile has ended, whether it held a slot or was cancelled in the queue", () => {
  const lists = {
    active: [run(1, "running")],
    queued: [run(2, "queued", { attempt: 0 })],
    recent: [run(2, "cancelled", { attempt: 0 }), run(1, "succeeded")],
  };
  expect(where(lists)).toEqual({ active: [], queued: [], recent: [2, 1] });
});

test("one that waits for another attempt meanwhile, or has begun it, stands there", () => {
  const backoff = { ...none, active: [run(1, "running")], queued: [run(1, "queued")] };
  expect(where(backoff)).toEqual({ ...none, queued: [1] });
  const again = { ...none, active: [run(1, "running", { attempt: 2 })], recent: [run(1, "failed")] };
  expect(where(again)).toEqual({ ...none, active: [1] });
});

test("runs that are in one list only stay there, in their order", () => {
  const queued = [run(5, "queued"), run(3, "queued")];
  expect(where({ active: [run(1, "running")], queued, recent: [run(9, "failed"), run(2, "failed")] })).toEqual({
    ...{ active: [1], queued: [5, 3], recent: [9, 2] },
  });
});
