import { expect, it } from "vitest";
import { numberText } from "./number.model.ts";

it("a number's thousands are set apart, as the browser's own writing does", () => {
  for (const count of [0, 7, 999, 1_000, 12_345, 999_999, 1_000_000, 1_234_567_890]) {
    expect(numberText(count)).toBe(count.toLocaleString("en-US"));
  }
});
