import { expect, test } from "vitest";
import type { RunRow, StepRow } from "../../../../lib/runs/run-row.ts";
import { stepViews } from "./step-views.ts";

const definition = [
  { name: "build", kind: "shell" },
  { name: "deploy", kind: "shell" },
];
const row = (attempt: number, step: number, status: StepRow["status"]): StepRow => ({
  ...{ run_id: 1, attempt, step, name: definition[step]?.name ?? "", kind: "shell", status },
  ...{ started_at: null, finished_at: null, exit_code: null, signal: null, failure_code: null, error: null },
});
const statuses = (rows: StepRow[], attempt: number, status: RunRow["status"] = "running") =>
  stepViews(definition, rows, { attempt, status }).map((step) => step.status);

test("before the first attempt every step is pending", () => {
  expect(statuses([], 0)).toEqual(["pending", "pending"]);
});

test("a retry from the failed step keeps what had succeeded", () => {
  const rows = [row(1, 0, "succeeded"), row(1, 1, "failed"), row(2, 1, "running")];
  expect(statuses(rows, 2)).toEqual(["succeeded", "running"]);
});

test("an earlier failure is no longer shown where the new attempt has not come yet", () => {
  const rows = [row(1, 0, "succeeded"), row(1, 1, "failed"), row(2, 0, "running")];
  expect(statuses(rows, 2)).toEqual(["running", "pending"]);
});

test("the step in which a run waits does not run", () => {
  const rows = [row(1, 0, "succeeded"), row(1, 1, "running")];
  expect(statuses(rows, 1, "waiting")).toEqual(["succeeded", "waiting"]);
});
