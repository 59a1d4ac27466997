import { describe, expect, it } from "vitest";
import { AttemptOutcome, RunStatus, StepStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { livenessOf, runLook, statusLook } from "./status.model.ts";

describe("a status", () => {
  it.each([RunStatus.options, StepStatus.options, AttemptOutcome.options])(
    "is told from its neighbours by shape and by word alone",
    (...statuses) => {
      const looks = statuses.map(statusLook);
      expect(new Set(looks.map((look) => look.shape)).size).toBe(statuses.length);
      expect(new Set(looks.map((look) => look.word)).size).toBe(statuses.length);
    },
  );

  it("of a cancelled run never looks like a failure", () => {
    expect(statusLook("cancelled").tone).not.toBe(statusLook("failed").tone);
  });

  it("says that a cancel is under way until the run has stopped", () => {
    const cancel_requested_at = "2026-11-20T10:00:00Z";
    expect(runLook({ status: "running", cancel_requested_at }).word).toBe("Cancelling");
    expect(runLook({ status: "cancelled", cancel_requested_at }).word).toBe("Cancelled");
    expect(runLook({ status: "running", cancel_requested_at: null }).word).toBe("Running");
  });
});

describe("a worker", () => {
  const seen = "2026-11-20T10:00:00Z";
  it.each([
    [2_000, "live"],
    [6_000, "late"],
    [15_000, "silent"],
  ])("seen %i ms ago is %s", (age, liveness) => expect(livenessOf(seen, Date.parse(seen) + age)).toBe(liveness));
});
