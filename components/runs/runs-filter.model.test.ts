import { expect, test } from "vitest";
import { countText, fromLocalField, toLocalField } from "./runs-filter.model.ts";

test("an instant survives the field for date and time, to the minute", () => {
  const instant = new Date("2026-03-29T05:07:00Z");
  expect(fromLocalField(toLocalField(instant))).toEqual(instant);
  expect(toLocalField(null)).toBe("");
});

test("a field that is empty or half filled is no instant", () => {
  expect([fromLocalField(""), fromLocalField("2026-")]).toEqual([null, null]);
});

test("a count says whether it is the whole truth", () => {
  expect(countText(undefined, 3)).toBeNull();
  expect(countText({ count: 1, complete: true }, 1)).toBe("1 run");
  expect(countText({ count: 12_345, complete: true }, 50)).toBe("12,345 runs");
  expect(countText({ count: 12_345, complete: false }, 50)).toBe("more than 12,345 runs");
  expect(countText({ count: 0, complete: false }, 50)).toBe("more than 50 runs");
});
