import { expect, it } from "vitest";
import { isWhole, overlaps, parseMarks } from "./marks.ts";

const file = (...lines: string[]) => parseMarks(`${lines.join("\n")}\n`);

it("attempts one after the other do not overlap, whatever other runs do in between", () => {
  expect(
    overlaps(file("start 1 1 0 50 1.00", "start 2 1 0 51 1.10", "stray 1 1 0 50 1.20", "start 1 2 0 52 1.20")),
  ).toEqual([]);
});

it("a mark of an attempt behind the first mark of a later one is an overlap", () => {
  expect(overlaps(file("start 1 1 0 50 1.00", "start 1 2 0 52 2.00", "tick 1 1 0 50 2.10"))).toEqual([
    "run 1: attempt 1 goes on (tick) after attempt 2 began",
  ]);
});

it("so is one that stands before it in the file, but was made after it", () => {
  expect(overlaps(file("start 1 1 0 50 1.00", "tick 1 1 0 50 2.10", "start 1 2 0 52 2.00"))).toHaveLength(1);
});

it("a step is whole with a start, its ticks and an end of one process, each once", () => {
  const whole = [
    "start 1 1 0 50 1.00",
    "tick 1 1 0 50 1.20",
    "stray 1 1 0 51 1.20",
    "tick 1 1 0 50 1.40",
    "end 1 1 0 50 1.40",
  ];
  expect(isWhole(file(...whole), 2)).toBe(true);
  expect(isWhole(file(...whole), 3)).toBe(false);
  expect(isWhole(file(...whole, "end 1 1 0 50 1.50"), 2)).toBe(false);
  expect(isWhole(file(...whole.slice(0, -1), "end 1 1 0 99 1.50"), 2)).toBe(false);
});

it("half a line is not taken for a mark", () => {
  expect(() => file("start 1 1 0")).toThrow("not a mark: start 1 1 0");
});
