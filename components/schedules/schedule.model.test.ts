import { expect, it } from "vitest";
import { catchUpText, formatOccurrence } from "./schedule.model.ts";

it("shows an occurrence by the clocks of its zone", () => {
  expect(formatOccurrence("2026-11-30T05:30:00Z", "Europe/Berlin")).toBe("Mon 2026-11-30 06:30");
  expect(formatOccurrence("2026-07-01T00:00:00Z", "America/New_York")).toBe("Tue 2026-06-30 20:00");
});

it("says how many occurrences are made up at most", () => {
  expect(catchUpText.all).toBe("Make up all of them (the latest 50 at most)");
});
