import { expect, it } from "vitest";
import { pauseAfter } from "./polling.ts";

const nothing = { contended: false, draining: false, due_in_ms: null };

it("polls every second without wake-ups, and every three with them", () => {
  expect(pauseAfter(nothing, false)).toBeLessThan(2_000);
  expect(pauseAfter(nothing, true)).toBeGreaterThan(1_400);
  expect(pauseAfter(nothing, true)).toBeLessThan(5_000);
});

it("comes back when a run falls due, however well wake-ups work", () => {
  const due = pauseAfter({ ...nothing, due_in_ms: 200 }, true);
  expect(due).toBeGreaterThanOrEqual(200);
  expect(due).toBeLessThan(300);
  expect(pauseAfter({ ...nothing, due_in_ms: 60_000 }, true)).toBeLessThan(5_000);
});

it("asks again soon when another claim was in the way", () => {
  expect(pauseAfter({ ...nothing, contended: true }, true)).toBeLessThan(100);
});

it("leaves a draining worker alone, whatever falls due", () => {
  expect(pauseAfter({ contended: false, draining: true, due_in_ms: 0 }, true)).toBeGreaterThan(1_000);
});
