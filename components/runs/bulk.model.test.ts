import { expect, test } from "vitest";
import { bulkText, bulkTitle } from "./bulk.model.ts";

test("a bulk change is asked for by number, and by name where it is one run", () => {
  expect(bulkTitle("cancel", { kind: "ticked", runIds: [12] })).toBe("Cancel run 12?");
  expect(bulkTitle("retry", { kind: "ticked", runIds: [1, 2, 3] })).toBe("Retry 3 runs?");
  expect(bulkTitle("cancel", { kind: "matching", count: "1,204 runs" })).toBe("Cancel all that match (1,204 runs)?");
});

test("its outcome names what was done, what had gone on and what was refused", () => {
  const counts = { done: 1_200, skipped: 3, failed: 1 };
  const all = "1,200 cancelled, 3 had gone on meanwhile, 1 refused";
  expect(bulkText({ action: "cancel", status: "running", ...counts })).toBe(`${all} so far…`);
  expect(bulkText({ action: "cancel", status: "done", ...counts })).toBe(`${all}.`);
  expect(bulkText({ action: "retry", status: "stopped", done: 5, skipped: 0, failed: 0 })).toBe(
    "5 retried, then stopped.",
  );
});
