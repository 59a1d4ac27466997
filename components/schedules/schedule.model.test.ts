import { expect, it } from "vitest";
import { fieldsOf } from "../runboard/parameter-form.model.ts";
import { formatOccurrence, withValues } from "./schedule.model.ts";

it("shows an occurrence by the clocks of its zone", () => {
  expect(formatOccurrence("2026-11-30T05:30:00Z", "Europe/Berlin")).toBe("Mon 2026-11-30 06:30");
  expect(formatOccurrence("2026-07-01T00:00:00Z", "America/New_York")).toBe("Tue 2026-06-30 20:00");
});

it("opens a template's form with a schedule's own parameters", () => {
  const schema = { type: "object", properties: { n: { type: "integer", default: 1 }, host: { type: "string" } } };
  const initial = (parameters: Record<string, string | number>) =>
    fieldsOf(withValues(schema, parameters)).map((field) => field.initial);
  expect(initial({ n: 7, host: "db1" })).toEqual(["7", "db1"]);
  expect(initial({})).toEqual(["1", ""]);
});
