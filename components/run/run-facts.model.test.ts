import { expect, it } from "vitest";
import { countsOf } from "./run-facts.model.ts";

it.each([
  ["the third attempt of a run that may fail twice", 3, 2, 1, { attempt: "3", failures: "1 of 2" }],
  ["a run that waits for its first attempt", 0, 2, 0, { attempt: null, failures: "0 of 2" }],
  ["one that went on after a wait and may not fail", 2, 1, 0, { attempt: "2", failures: null }],
  ["a plain run", 1, 1, 0, { attempt: null, failures: null }],
] as const)("attempts and failures are counted apart: %s", (_, attempt, max_attempts, failed_attempts, counts) => {
  expect(countsOf({ attempt, max_attempts }, { failed_attempts })).toEqual(counts);
});
