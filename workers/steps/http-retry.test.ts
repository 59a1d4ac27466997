import { expect, it } from "vitest";
import { retryAfterSeconds } from "./http-retry.ts";

const now = Date.parse("2026-11-27T12:00:00Z");

it.each([
  [null, 0],
  ["30", 30],
  ["Fri, 27 Nov 2026 12:00:45 GMT", 45],
  ["Fri, 27 Nov 2026 11:00:00 GMT", 0],
  ["soon", 0],
  ["86400", 300],
])("takes Retry-After %j for %i s", (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});
