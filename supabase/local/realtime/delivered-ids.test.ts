import { expect, test } from "vitest";
import { CATCH_UP_WINDOW_MS, createDeliveredIds } from "./delivered-ids.ts";

test("a message is remembered for at least the window, and forgotten when two have passed", () => {
  const delivered = createDeliveredIds();
  const at = (ms: number) => new Date(1_000_000_000 + ms);
  delivered.add("first", at(0));
  delivered.add("second", at(CATCH_UP_WINDOW_MS - 1));
  delivered.add("third", at(CATCH_UP_WINDOW_MS + 1));
  expect(["first", "second", "third"].map(delivered.has)).toEqual([true, true, true]);
  delivered.add("fourth", at(2 * CATCH_UP_WINDOW_MS + 3));
  expect(["first", "second", "third", "fourth"].map(delivered.has)).toEqual([false, false, true, true]);
});
