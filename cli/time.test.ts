import { expect, it } from "vitest";
import { parseDuration, parseInstant } from "./time.ts";

it("reads durations with and without a unit", () => {
  expect(["45", "90s", "15m", "2h", "1d"].map(parseDuration)).toEqual([45, 90, 900, 7_200, 86_400]);
});

it.each(["", "0", "-5m", "5 minutes", "1.5h", "m"])("refuses the duration %j", (text) => {
  expect(() => parseDuration(text)).toThrow("15m");
});

it("reads a moment with its offset", () => {
  expect(parseInstant("2026-12-01T06:00+01:00")).toBe("2026-12-01T05:00:00.000Z");
});

it.each(["", "tomorrow", "6:00", "2026-12-01", "2026-13-01T06:00"])("refuses the moment %j", (text) => {
  expect(() => parseInstant(text)).toThrow("2026-12-01T06:00");
});
