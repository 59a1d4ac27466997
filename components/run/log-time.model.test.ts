import { expect, test } from "vitest";
import { lineTime } from "./log-time.model.ts";

const begun = "2026-11-20T10:00:00.000Z";
const since = (at: string) => lineTime("step", at, begun);

test("the time of a line counts from its step's beginning", () => {
  expect(since("2026-11-20T10:00:00.412Z")).toBe("+0.412");
  expect(since("2026-11-20T10:01:05Z")).toBe("+1:05.000");
  expect(since("2026-11-20T12:00:07.25Z")).toBe("+2:00:07.250");
  expect(since("2026-11-20T09:59:59Z")).toBe("+0.000");
});

test("a line of no step has no such time, and without times there is none", () => {
  expect(lineTime("step", begun, undefined)).toBe("");
  expect(lineTime("off", begun, begun)).toBeNull();
  expect(lineTime("utc", "2026-11-20T12:00:07.25+02:00", begun)).toBe("10:00:07.250");
});
