import { expect, test } from "vitest";
import { hitsText, nextHit } from "./log-search.model.ts";

const hits = [5, 20, 90];

test("hits are walked in both directions, around the end, from whatever line is shown", () => {
  expect(nextHit(hits, null, "next")).toBe(5);
  expect(nextHit(hits, null, "previous")).toBe(90);
  expect([5, 7, 90].map((at) => nextHit(hits, at, "next"))).toEqual([20, 20, 5]);
  expect([5, 7, 90].map((at) => nextHit(hits, at, "previous"))).toEqual([90, 5, 20]);
  expect(nextHit([], 7, "next")).toBeNull();
});

test("it says which hit of how many is shown, and when there may be more", () => {
  expect(hitsText(hits, 20, true)).toBe("2 of 3");
  expect(hitsText(hits, 21, false)).toBe("3+ hits");
  expect(hitsText([], null, true)).toBe("no hit");
});
