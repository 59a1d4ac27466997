import { expect, test } from "vitest";
import { isWanted, silencedOf, silencedText, toggled } from "./choice.model.ts";

test("a browser that never chose tells everything, and what is no choice is as if it were not there", () => {
  expect(silencedOf(undefined)).toEqual([]);
  expect(silencedOf("toast-everything.<script>.")).toEqual([]);
  expect(isWanted([], "browser", "approval")).toBe(true);
});

test("what is switched off is off in its place alone, survives being written down, and comes back", () => {
  const off = silencedOf(silencedText(toggled([], "browser-succeeded")));
  expect(isWanted(off, "browser", "succeeded")).toBe(false);
  expect(isWanted(off, "toast", "succeeded")).toBe(true);
  expect(isWanted(off, "browser", "failed")).toBe(true);
  expect(toggled(off, "browser-succeeded")).toEqual([]);
});
