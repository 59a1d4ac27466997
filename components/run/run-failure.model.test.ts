import { expect, test } from "vitest";
import { failedStep, runFailureText } from "./run-failure.model.ts";

const steps = [
  { attempt: 1, step: 0, name: "Pack", status: "failed" as const },
  { attempt: 2, step: 0, name: "Pack", status: "succeeded" as const },
  { attempt: 2, step: 1, name: "Fetch", status: "failed" as const },
];

test("a run that failed in a step names the one of its last attempt", () => {
  const step = failedStep({ failure_code: "step_failed", attempt: 2 }, steps);
  expect(step?.step).toBe(1);
  expect(runFailureText("step_failed", step)).toBe("“Fetch” failed");
  expect(runFailureText("step_timeout", step)).toBe("“Fetch” ran out of time");
});

test("a run that failed otherwise, or whose steps are not there, says why without one", () => {
  expect(failedStep({ failure_code: "lease_expired", attempt: 2 }, steps)).toBeNull();
  expect(failedStep({ failure_code: null, attempt: 2 }, steps)).toBeNull();
  expect(failedStep({ failure_code: "step_failed", attempt: 3 }, steps)).toBeNull();
  expect(runFailureText("step_failed", null)).toBe("A step failed");
});
