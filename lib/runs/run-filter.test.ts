import { expect, test } from "vitest";
import { searchOf } from "./run-filter.ts";

test("a number, with or without #, is a run's number", () => {
  expect(searchOf(" #1042 ")).toEqual({ number: 1042 });
  expect(searchOf("7")).toEqual({ number: 7 });
});

test("other text is looked for anywhere in the title, its wildcards taken literally", () => {
  expect(searchOf("100% _done\\")).toEqual({ pattern: "%100\\% \\_done\\\\%" });
});

test("blank text filters nothing", () => {
  expect(searchOf("   ")).toBeNull();
});
