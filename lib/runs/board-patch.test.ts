import { expect, test } from "vitest";
import { knowsWholeQueue, patchBoard } from "./board-patch.ts";
import type { Board } from "./board-query.ts";
import type { RunRow } from "./run-row.ts";
import { attemptRow as attempt, runRow as run, stepRow as step } from "./test-rows.ts";

const board: Board = {
  active: [run(1, "running")],
  attempts: [attempt(1)],
  steps: [step(1, "running")],
  queued: [run(2, "queued"), run(3, "queued")],
  queuedCounts: { 1: 2 },
  recent: [run(0, "succeeded")],
};
const ids = (runs: readonly RunRow[]) => runs.map(({ id }) => id);

test("a run that ended goes to those that ended last, and its attempt and steps leave with it", () => {
  const after = patchBoard(board, [1], { runs: [run(1, "failed")], attempts: [], steps: [step(1, "failed")] });
  expect([ids(after.active), ids(after.recent)]).toEqual([[], [1, 0]]);
  expect([after.attempts, after.steps]).toEqual([[], []]);
});

test("a claimed run leaves the queue, which counts one less", () => {
  const after = patchBoard(board, [2], {
    runs: [run(2, "running")],
    attempts: [attempt(2)],
    steps: [step(2, "pending")],
  });
  expect([ids(after.active), ids(after.queued), after.queuedCounts]).toEqual([[1, 2], [3], { 1: 1 }]);
  expect(after.attempts).toHaveLength(2);
});

test("a new run stands in the queue where it will be claimed", () => {
  const runs = [run(4, "queued", { priority: 5 }), run(5, "queued", { rank: 2.5 })];
  const after = patchBoard(board, [4, 5], { runs, attempts: [], steps: [] });
  expect([ids(after.queued), after.queuedCounts]).toEqual([[4, 2, 5, 3], { 1: 4 }]);
});

test("runs that have not changed leave the board as it was, in whatever order they were read", () => {
  const runs = [run(1, "running"), run(6, "running")];
  const whole = patchBoard(board, [1, 6], {
    ...{ runs, attempts: [attempt(1), attempt(6)], steps: [step(1, "running"), step(6, "running")] },
  });
  const again = patchBoard(whole, [1, 6], {
    ...{ runs: runs.toReversed(), attempts: [attempt(6), attempt(1)], steps: [step(6, "running"), step(1, "running")] },
  });
  expect(again).toEqual(whole);
});

test("a run that can no longer be seen is gone", () => {
  const after = patchBoard(board, [1, 2], { runs: [], attempts: [], steps: [] });
  expect([ids(after.active), ids(after.queued)]).toEqual([[], [3]]);
});

test("a board knows its whole queue unless there is more than it lists", () => {
  expect(knowsWholeQueue(board)).toBe(true);
  expect(knowsWholeQueue({ ...board, queuedCounts: { 1: 700 } })).toBe(false);
});

test("of the runs that ended the last to end is first, also where it was asked for before others", () => {
  const ended = (id: number, minute: number) =>
    run(id, "succeeded", { finished_at: `2026-11-20T20:0${minute}:00+00:00` });
  const runs = [ended(11, 3), ended(12, 1), ended(13, 2)];
  const after = patchBoard(board, [11, 12, 13], { runs, attempts: [], steps: [] });
  expect(ids(after.recent)).toEqual([11, 13, 12, 0]);
});

test("a lane keeps the twenty that ended last, however many others have; what is retried leaves them", () => {
  const change = (from: Board, ...runs: RunRow[]) =>
    patchBoard(
      from,
      runs.map(({ id }) => id),
      { runs, attempts: [], steps: [] },
    );
  const after = change(board, run(1, "failed"), run(9, "cancelled", { lane_id: 2 }));
  expect(ids(after.recent)).toEqual([9, 1, 0]);
  expect(ids(change(after, run(1, "queued")).recent)).toEqual([9, 0]);
  const many = Array.from({ length: 25 }, (_, index) => run(100 + index, "succeeded"));
  const kept = ids(change(after, ...many).recent);
  expect([kept.length, kept[0], kept.at(-2), kept.at(-1)]).toEqual([21, 124, 105, 9]);
});
