import { expect, it } from "vitest";
import { parseDuration, utc } from "./time.ts";

it("reads durations with and without a unit", () => {
  expect(["45", "90s", "15m", "2h", "1d"].map(parseDuration)).toEqual([45, 90, 900, 7_200, 86_400]);
});

it.each(["", "0", "-5m", "5 minutes", "1.5h", "m"])("refuses the duration %j", (text) => {
  expect(() => parseDuration(text)).toThrow("15m");
});

it("writes instants to the second, by one clock whatever their offset", () => {
  expect(utc("2026-11-30T02:30:00.795692+01:00")).toBe("2026-11-30 01:30:00");
});
