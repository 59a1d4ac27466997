import { expect, it } from "vitest";
import { countsOf, limitsOf } from "./run-facts.model.ts";

it.each([
  ["the third attempt of a run that may fail twice", 3, 2, 1, { attempt: "3", failures: "1 of 2" }],
  ["a run that waits for its first attempt", 0, 2, 0, { attempt: null, failures: "0 of 2" }],
  ["one that went on after a wait and may not fail", 2, 1, 0, { attempt: "2", failures: null }],
  ["a plain run", 1, 1, 0, { attempt: null, failures: null }],
] as const)("attempts and failures are counted apart: %s", (_, attempt, max_attempts, failed_attempts, counts) => {
  expect(countsOf({ attempt, max_attempts, failed_attempts })).toEqual(counts);
});

it("a limit is told as long as it limits something", () => {
  const limits = { queue_expires_at: "2026-11-28T12:00:00Z", timeout_seconds: 600 };
  const queued = { status: "queued", attempt: 0, finished_at: null } as const;
  expect(limitsOf(queued, limits)).toEqual({ expires: "2026-11-28T12:00:00Z", timesOut: "10 m" });
  expect(limitsOf({ ...queued, attempt: 1 }, limits)).toEqual({ expires: null, timesOut: "10 m" });
  const ended = { status: "failed", attempt: 0, finished_at: "2026-11-28T12:00:00Z" } as const;
  expect(limitsOf(ended, limits)).toEqual({ expires: null, timesOut: null });
  expect(limitsOf(queued, { queue_expires_at: null, timeout_seconds: null })).toEqual({
    expires: null,
    timesOut: null,
  });
});
