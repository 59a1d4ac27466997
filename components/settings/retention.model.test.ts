import { expect, test } from "vitest";
import { daysText, isShorter, parseDays, previewText } from "./retention.model.ts";

test.each([
  ["30", { ok: true, days: 30 }],
  [" 3650 ", { ok: true, days: 3_650 }],
  ["", { ok: true, days: null }],
])("%o is a time to keep", (text, parsed) => {
  expect(parseDays(text)).toEqual(parsed);
});

test.each(["0", "3651", "1.5", "-1", "ten", "1e3"])("%s is refused with what is allowed", (text) => {
  expect(parseDays(text)).toMatchObject({ ok: false, message: expect.stringContaining("1 to 3650") });
});

test("for ever stands as nothing", () => {
  expect([daysText(null), daysText(30)]).toEqual(["", "30"]);
});

test("what would go is said in full, and where the count ended", () => {
  expect(previewText({ succeeded_runs: 0, failed_runs: 0 })).toContain("Nothing");
  expect(previewText({ succeeded_runs: 1, failed_runs: 0 })).toContain("1 succeeded run would");
  expect(previewText({ succeeded_runs: 10_000, failed_runs: 2 })).toContain(
    "more than 9,999 succeeded runs and 2 failed or cancelled runs",
  );
});

test("less than before, or an end where there was none, is shorter", () => {
  const now = { keep_succeeded_days: 30, keep_failed_days: null };
  expect(isShorter(now, { keep_succeeded_days: 29, keep_failed_days: null })).toBe(true);
  expect(isShorter(now, { keep_succeeded_days: 30, keep_failed_days: 90 })).toBe(true);
  expect(isShorter(now, { keep_succeeded_days: null, keep_failed_days: null })).toBe(false);
});
