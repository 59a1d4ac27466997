import { expect, test } from "vitest";
import * as model from "./overview.model.ts";

const ended = (succeeded: number, failed: number, cancelled = 0) => ({ succeeded, failed, cancelled });

test("the success rate leaves out what somebody cancelled, and is none where nothing succeeded or failed", () => {
  expect(model.successRate(ended(9, 1, 10))).toBe(0.9);
  expect(model.successRate(ended(0, 0, 3))).toBeNull();
  expect([0, 0.5, 0.9996, 1].map(model.percentText)).toEqual(["0 %", "50 %", "99.9 %", "100 %"]);
});

test("key figures say how they compare with the period before", () => {
  const counts = [
    [12, 10],
    [8, 10],
    [10, 10],
    [3, 0],
    [0, 0],
  ] as const;
  expect(counts.map(([now, before]) => model.countChange(now, before, "1h").text)).toEqual([
    "20 % more than the hour before",
    "20 % fewer than the hour before",
    "as in the hour before",
    "none in the hour before",
    "none in the hour before either",
  ]);
  expect(model.rateChange(0.95, 0.925, "24h")).toEqual({
    text: "2.5 points better than the 24 hours before",
    better: true,
  });
  expect(model.rateChange(null, 0.9, "24h").better).toBeNull();
  expect(model.spanChange(70, 62, "7d")).toEqual({ text: "8 s longer than the 7 days before", better: false });
  expect(model.spanChange(61, 60, "7d").text).toBe("as in the 7 days before");
  // That there was none before is said once, by their number.
  expect(model.rateChange(0.9, null, "24h").text).toBe("");
  expect(model.spanChange(61, undefined, "24h").text).toBe("");
});

test("every chart has a sentence", () => {
  const current = { ...ended(1_200, 2, 1), wait: null, duration: null, sample: 1 };
  expect(model.outcomesSummary({ current }, "7d")).toBe(
    "1,203 runs ended in the last 7 days: 1,200 succeeded, 2 failed, 1 cancelled.",
  );
  const bucket = (queued: number, active: number) => ({ from: "2026-11-20T12:00:00Z", ...ended(0, 0), queued, active });
  const step_seconds = 1_800;
  expect(model.depthSummary({ buckets: [bucket(14, 3), bucket(2, 6), bucket(0, 1)], step_seconds })).toBe(
    "Looked at every 30 m, at most 14 waited for a first claim, now 0; at most 6 were at work, now 1.",
  );
  expect(model.depthSummary({ buckets: [bucket(0, 0)], step_seconds })).toBe(
    "Looked at every 30 m, nothing waited and nothing was at work.",
  );
});

test("a bucket links to the runs that ended in it", () => {
  expect(model.bucketLink("2026-11-20T12:00:00+00:00", 1_800, "failed")).toEqual({
    ...{ status: ["failed"], endedFrom: "2026-11-20T12:00:00+00:00", endedTo: "2026-11-20T12:30:00.000Z" },
  });
});
