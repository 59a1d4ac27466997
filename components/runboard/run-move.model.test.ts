import { describe, expect, it } from "vitest";
import type { LaneView, RunView } from "../types.ts";
import { gapOf, gapOfTarget, isDone, isThere, placeText, stepFrom, targetOf, withMove } from "./run-move.model.ts";

const run = (id: number, lane_id: number, priority = 0) => ({ id, lane_id, priority }) as RunView; // what decides about a place
const lane = (id: number, name: string, queued: RunView[]): LaneView => ({
  ...{ id, name, queued, queued_count: queued.length, capacity: 1, active: [], recent: [], outcomes: [] },
  approvals_count: 0,
  ...{ paused_at: null, paused_by: null, pause_note: null },
});
const lanes = [
  lane(1, "A", [run(10, 1, 5), run(11, 1), run(12, 1), run(13, 1)]),
  lane(2, "B", [run(20, 2)]),
  lane(3, "C", []),
];
const eleven = run(11, 1);
const ids = (all: readonly LaneView[]) => all.map(({ queued }) => queued.map(({ id }) => id));

describe("a place in the queue", () => {
  it("is told by a neighbour of the same priority, so that a run keeps its own", () => {
    expect(targetOf(lanes, run(13, 1), { lane_id: 1, at: 1 })).toEqual({ lane_id: 1, before: 11 });
    expect(targetOf(lanes, run(10, 1, 5), { lane_id: 1, at: 3 })).toEqual({ lane_id: 1, after: 13 });
    expect(targetOf(lanes, eleven, { lane_id: 2, at: 0 })).toEqual({ lane_id: 2, before: 20 });
  });

  it("needs no neighbour in an empty lane, and is none where the run stands already", () => {
    expect(targetOf(lanes, eleven, { lane_id: 3, at: 0 })).toEqual({ lane_id: 3 });
    expect(targetOf(lanes, eleven, { lane_id: 1, at: 1 })).toBeNull();
  });

  it("follows its neighbour when the queue is sorted anew, and goes with it", () => {
    const sorted = [lane(1, "A", [run(13, 1), run(12, 1), run(11, 1)]), ...lanes.slice(1)];
    expect(gapOfTarget(sorted, 11, { lane_id: 1, after: 12 })).toEqual({ lane_id: 1, at: 2 });
    expect(gapOfTarget(sorted, 11, { lane_id: 1, after: 10 })).toBeNull();
    expect(gapOfTarget(lanes, 11, { lane_id: 2 })).toBeNull();
    const targets = [{ lane_id: 1, after: 12 }, { lane_id: 1, after: 10 }, { lane_id: 2 }];
    expect(targets.map((target) => isThere(sorted, 11, target))).toEqual([true, false, true]);
  });

  it("is none any more when its neighbour has been moved to another lane: neither is a run shown there that was put beside it", () => {
    const moved = withMove(lanes, 12, { lane_id: 2, before: 20 });
    const beside = { lane_id: 1, before: 12 };
    expect(gapOfTarget(moved, 11, beside)).toBeNull();
    expect([isThere(moved, 11, beside), isDone(moved, 11, beside)]).toEqual([false, true]);
    expect(ids(withMove(moved, 11, beside))).toEqual([[10, 11, 13], [12, 20], []]);
  });

  it("is taken once the database's queue has the run there, or has it no more", () => {
    expect(isDone(lanes, 11, { lane_id: 1, after: 12 })).toBe(false);
    expect(isDone(lanes, 11, { lane_id: 1, after: 10 })).toBe(true);
    expect(isDone(lanes, 11, { lane_id: 1, before: 12 })).toBe(true);
    expect(isDone(lanes, 11, { lane_id: 2 })).toBe(false);
    expect(isDone(lanes, 20, { lane_id: 2 })).toBe(true);
    expect(isDone(lanes, 99, { lane_id: 2 })).toBe(true);
  });

  it("is reached by keys within and across lanes, and no further than there are places", () => {
    const at = gapOf(lanes, 11);
    if (at === null) throw new Error("it is queued");
    const to = (...keys: Parameters<typeof stepFrom>[3][]) =>
      keys.reduce((gap, key) => stepFrom(lanes, 11, gap, key), at);
    expect([to("up"), to("up", "up", "up")]).toEqual([
      { lane_id: 1, at: 0 },
      { lane_id: 1, at: 0 },
    ]);
    expect([to("last"), to("last", "down")]).toEqual([
      { lane_id: 1, at: 3 },
      { lane_id: 1, at: 3 },
    ]);
    expect([to("left"), to("last", "right"), to("right", "right", "right")]).toEqual([
      at,
      { lane_id: 2, at: 1 },
      { lane_id: 3, at: 0 },
    ]);
  });

  it("is named with what the run takes on there", () => {
    expect(placeText(lanes, eleven, null)).toBe("Lane A, place 2 of 4");
    expect(placeText(lanes, eleven, { lane_id: 2, after: 20 })).toBe("Lane B, place 2 of 2, behind run 20");
    expect(placeText(lanes, eleven, { before: 10 })).toBe("Lane A, place 1 of 4, before run 10, with its priority 5");
    expect(placeText(lanes, eleven, { lane_id: 2 })).toBe("Lane B, in the order of the numbers");
  });
});

describe("a board on which a run is being moved", () => {
  it("shows it where it goes, with its new lane and priority, and counts it there", () => {
    const moved = withMove(lanes, 12, { lane_id: 2, before: 20 });
    expect(ids(moved)).toEqual([[10, 11, 13], [12, 20], []]);
    expect(moved.map(({ queued_count }) => queued_count)).toEqual([3, 2, 0]);
    expect(moved[1]?.queued[0]).toMatchObject({ lane_id: 2, lane: "B", priority: 0 });
    expect(withMove(lanes, 12, { before: 10 })[0]?.queued[0]).toMatchObject({ id: 12, priority: 5 });
    expect(ids(withMove(lanes, 10, { lane_id: 3 }))).toEqual([[11, 12, 13], [20], [10]]);
  });

  it("stays as it is when the database has already done it, or has ended one of the two", () => {
    const done = withMove(lanes, 12, { lane_id: 2, before: 20 });
    expect(ids(withMove(done, 12, { lane_id: 2, before: 20 }))).toEqual(ids(done));
    expect(withMove(lanes, 99, { before: 10 })).toBe(lanes);
    expect(withMove(lanes, 12, { before: 99 })).toBe(lanes);
  });
});
