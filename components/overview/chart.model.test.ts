import { expect, test } from "vitest";
import { bucketAt, stacked, stepsPath, ticksOf } from "./chart.model.ts";

test("a chart's grid has whole round numbers from zero to its highest value or just above", () => {
  expect(ticksOf(3)).toEqual([0, 1, 2, 3]);
  expect(ticksOf(8)).toEqual([0, 2, 4, 6, 8]);
  expect(ticksOf(9)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticksOf(170)).toEqual([0, 50, 100, 150, 200]);
  expect(ticksOf(35_000)).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
});

test("where there is nothing the grid has room for one", () => {
  expect(ticksOf(0)).toEqual([0, 1]);
});

test("failed runs stand on the line, then cancelled, then succeeded ones", () => {
  const bars = stacked([{ failed: 2, cancelled: 3, succeeded: 5 }]);
  expect(bars.map(({ key, 0: bar }) => [key, bar?.[0], bar?.[1]])).toEqual([
    ["failed", 0, 2],
    ["cancelled", 2, 5],
    ["succeeded", 5, 10],
  ]);
});

test("a line holds each value for the width of its bucket", () => {
  expect(stepsPath([1, 4, 0], 4)).toBe("M0,3L1,3L1,0L2,0L2,4L3,4L3,4");
  expect(stepsPath([], 4)).toBe("");
});

test("a pointer is over the bucket below it, at the edges over the first and last", () => {
  expect([0.49, 0.5, -1, 1].map((place) => bucketAt(place, 2))).toEqual([0, 1, 0, 1]);
});
