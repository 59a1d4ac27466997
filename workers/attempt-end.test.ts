import { expect, it } from "vitest";
import { attemptEnd, stepEnd } from "./attempt-end.ts";
import type { StepResult } from "./steps/step.ts";
import type { StopReason } from "./stop.ts";

const cancelled: StopReason = { kind: "cancelled" };
const released: StopReason = { kind: "released" };
const timeout: StopReason = { kind: "failed", code: "timeout", error: "late" };
const rejected: StopReason = { kind: "failed", code: "log_rejected", error: "no" };
const succeeded: StepResult = { kind: "succeeded", exitCode: 0 };
const failed: StepResult = { kind: "failed", code: "step_failed", error: "3", exitCode: 3 };
const stopped: StepResult = { kind: "stopped", exitCode: null, signal: "SIGTERM" };

it.each<[string, StopReason | undefined, StepResult | undefined, string, string?]>([
  ["all steps done", undefined, succeeded, "succeeded"],
  ["cancelled too late", cancelled, succeeded, "succeeded"],
  ["timed out too late", timeout, succeeded, "succeeded"],
  ["done, but its log is incomplete", rejected, succeeded, "failed", "log_rejected"],
  ["a step failed", undefined, failed, "failed", "step_failed"],
  ["a step failed by itself while a cancel came", cancelled, failed, "failed", "step_failed"],
  ["a step failed because its log was refused", rejected, failed, "failed", "log_rejected"],
  ["cancelled in a step", cancelled, stopped, "cancelled"],
  ["cancelled between steps", cancelled, undefined, "cancelled"],
  ["handed back", released, stopped, "released"],
  ["timed out", timeout, stopped, "failed", "timeout"],
  ["waiting", undefined, { kind: "waiting", seconds: 60 }, "waiting"],
])("%s", (_, reason, last, outcome, code) => {
  expect(attemptEnd(reason, last)).toMatchObject({ outcome, ...(code === undefined ? {} : { failure_code: code }) });
});

it("a stopped step is cancelled, or failed by the name of what stopped it", () => {
  if (stopped.kind !== "stopped") throw new Error();
  expect(stepEnd(cancelled, stopped)).toMatchObject({ status: "cancelled", exit_code: null, signal: "SIGTERM" });
  expect(stepEnd(timeout, stopped)).toMatchObject({ status: "failed", failure_code: "timeout", signal: "SIGTERM" });
});

it("says when another attempt would not help", () => {
  expect(attemptEnd(undefined, { ...failed, retryable: false })).toMatchObject({ outcome: "failed", retryable: false });
  expect(attemptEnd(undefined, failed)).not.toHaveProperty("retryable");
  expect(attemptEnd(undefined, { ...failed, retryAfterSeconds: 30 })).toMatchObject({ retry_after_seconds: 30 });
  expect(attemptEnd(undefined, { ...failed, retryAfterSeconds: 0 })).not.toHaveProperty("retry_after_seconds");
});
