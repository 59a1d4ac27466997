import { describe, expect, it } from "vitest";
import { elapsedBetween, formatAge, formatBytes, formatDuration, formatInstantUtc, formatSpan } from "./time.model.ts";

describe("a duration", () => {
  it.each([
    [0, "<0.1 s"],
    [99, "<0.1 s"],
    [430, "0.4 s"],
    [12_900, "12 s"],
    [185_000, "3 m 05 s"],
    [7_620_000, "2 h 07 m"],
    [273_600_000, "3 d 4 h"],
    [-5, "<0.1 s"],
  ])("of %i ms reads %s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});

it.each([
  [600_000, "10 m"],
  [90_000, "1 m 30 s"],
  [30_000, "30 s"],
  [7_200_000, "2 h"],
  [172_800_000, "2 d"],
])("a span of %i ms that somebody has set reads %s", (milliseconds, text) => {
  expect(formatSpan(milliseconds)).toBe(text);
});

describe("an age", () => {
  it.each([
    [200, "just now"],
    [59_999, "59 s ago"],
    [3_600_000, "1 h ago"],
    [172_800_000, "2 d ago"],
  ])("of %i ms reads %s", (milliseconds, text) => expect(formatAge(milliseconds)).toBe(text));
});

describe("elapsed time", () => {
  const from = "2026-11-20T10:00:00Z";
  it("runs to now while the end is open", () => expect(elapsedBetween(from, null, Date.parse(from) + 5)).toBe(5));
  it("stands still once the end is known", () => expect(elapsedBetween(from, "2026-11-20T10:00:01Z", 0)).toBe(1_000));
  it("does not exist before the beginning", () => expect(elapsedBetween(null, null, 0)).toBeNull());
  it("is never negative when clocks differ", () => expect(elapsedBetween(from, null, 0)).toBe(0));
});

describe("a size", () => {
  it.each([
    [12, "12 B"],
    [1_536, "1.5 KB"],
    [262_144, "256 KB"],
    [2_097_152, "2 MB"],
  ])("of %i bytes reads %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe("an instant by Greenwich's clock", () => {
  it("is the same in every zone", () =>
    expect(formatInstantUtc("2026-11-20T14:03:22.123+01:00")).toBe("2026-11-20 13:03:22Z"));
});
