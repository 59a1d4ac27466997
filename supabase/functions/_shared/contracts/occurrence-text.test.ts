import { expect, it } from "vitest";
import { formatOccurrence } from "./occurrence-text.ts";

it("shows an occurrence by the clocks of its zone", () => {
  expect(formatOccurrence("2026-11-30T05:30:00Z", "Europe/Berlin")).toBe("Mon 2026-11-30 06:30");
  expect(formatOccurrence("2026-07-01T00:00:00Z", "America/New_York")).toBe("Tue 2026-06-30 20:00");
});
