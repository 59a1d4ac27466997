import { expect, test } from "vitest";
import { bulkText, bulkTitle, confirmingText, whyUnconfirmed } from "./bulk.model.ts";

test("a bulk change is asked for by number, and by name where it is one run", () => {
  expect(bulkTitle("cancel", { kind: "ticked", runIds: [12] })).toBe("Cancel run 12?");
  expect(bulkTitle("retry", { kind: "ticked", runIds: [1, 2, 3] })).toBe("Retry 3 runs?");
  expect(bulkTitle("cancel", { kind: "matching", count: "1,204 runs" })).toBe("Cancel all that match (1,204 runs)?");
});

test("its outcome names what was done, what had gone on and what was refused", () => {
  const counts = { total: 1_204, total_complete: true, done: 1_200, skipped: 3, failed: 1 };
  const all = "1,200 cancelled, 3 had gone on meanwhile, 1 refused";
  expect(bulkText({ action: "cancel", status: "done", ...counts })).toBe(`${all}.`);
});

test("until its end it says how many of how many it has gone through", () => {
  const counts = { total: 4_000, total_complete: true, done: 1_200, skipped: 3, failed: 0 };
  const words = "1,200 cancelled, 3 had gone on meanwhile";
  expect(bulkText({ action: "cancel", status: "running", ...counts })).toBe(`1,203 of 4,000: ${words}…`);
  const stopped = bulkText({ action: "retry", status: "stopped", ...counts, skipped: 0 });
  expect(stopped).toBe("1,200 of 4,000: 1,200 retried, then stopped.");
});

test("where not all were counted it never says of fewer than it has gone through", () => {
  const counts = { total: 2_000, total_complete: false, skipped: 0, failed: 0 };
  const text = (done: number) => bulkText({ action: "cancel", status: "running", ...counts, done });
  expect(text(100)).toBe("100 of more than 2,000: 100 cancelled…");
  expect(text(2_500)).toBe("2,500 of more than 2,500: 2,500 cancelled…");
});

test("a retry of runs whose templates ask for confirmation wants their number typed, and none before that is known", () => {
  expect(confirmingText({ count: 1, complete: true })).toBe("1 of them is of a template that asks for confirmation");
  expect(confirmingText({ count: 5_000, complete: false })).toMatch(/^At least 5,000 of them are of templates/);
  expect(whyUnconfirmed("", { count: 0, complete: true })).toBe(null);
  expect(whyUnconfirmed(" 3 ", { count: 3, complete: true })).toBe(null);
  expect(whyUnconfirmed("30", { count: 3, complete: true })).toMatchObject({
    message: "Type 3 to show that you mean it.",
    field: "target",
  });
  expect(whyUnconfirmed("", null)?.message).toMatch(/could not be read/);
});
