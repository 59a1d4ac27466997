import { expect, it } from "vitest";
import { startTimeOf } from "./start-time.model.ts";

const now = new Date(2026, 10, 27, 12, 0).getTime();

it("takes a moment to come by this machine's clock, and nothing for now", () => {
  expect(startTimeOf(null, now)).toEqual({ ok: true });
  const at = new Date(2026, 10, 27, 18, 30).toISOString();
  expect(startTimeOf("2026-11-27T18:30", now)).toEqual({ ok: true, available_at: at });
});

it.each(["", "2026-11-27T", "2026-11-27T11:59"])("refuses %j", (value) => {
  expect(startTimeOf(value, now)).toMatchObject({ ok: false });
});
