import { expect, it } from "vitest";
import type { Run } from "../../supabase/functions/_shared/contracts/run.ts";
import { showRun } from "./show-run.ts";

const run: Run = {
  ...{ id: 12, session_id: 1, lane_id: 1, lane: "A", template: "quick", title: "Quick", status: "queued" },
  ...{ attempt: 0, failed_attempts: 0, max_attempts: 1, failure_code: null, error: null, priority: 0, due_at: null },
  ...{ queue_expires_at: null, timeout_seconds: null, concurrency_key: null, required_labels: [] },
  ...{ schedule_id: null, scheduled_for: null, requested_by: "cli", cancel_requested_at: null },
  ...{ created_at: "2026-11-20T08:00:00+00:00", started_at: null, finished_at: null, last_seq: 1 },
};
const below = (more: Partial<Run>) =>
  showRun({ ...run, ...more })
    .split("\n")
    .slice(2);

it("a run that is as most are is one row", () => {
  expect(below({})).toEqual([]);
});

it("what holds a run, limits it and lets it fail again stands below it", () => {
  const held: Partial<Run> = {
    ...{ priority: 5, concurrency_key: "deploy:api", required_labels: ["gpu", "arm"], max_attempts: 3 },
    ...{ due_at: "2026-11-20T09:00:00+00:00", queue_expires_at: "2026-11-20T10:00:00+01:00", timeout_seconds: 90 },
  };
  expect(below(held)).toEqual([
    "priority 5",
    "concurrency key deploy:api",
    "needs a worker with gpu, arm",
    "goes on at 2026-11-20 09:00:00 UTC",
    "fails at 2026-11-20 09:00:00 UTC if nobody claims it",
    "times out after 90 s of running",
    "failed 0 of 3 times",
  ]);
});

it("what is over is not still to come", () => {
  const over: Partial<Run> = {
    ...{ status: "failed", attempt: 2, failed_attempts: 2, max_attempts: 2, finished_at: "2026-11-20T08:10:00+00:00" },
    ...{ timeout_seconds: 90, queue_expires_at: "2026-11-20T09:00:00+00:00", failure_code: "step_failed", error: "x" },
  };
  expect(below(over)).toEqual(["failed 2 of 2 times", "step_failed: x"]);
});
