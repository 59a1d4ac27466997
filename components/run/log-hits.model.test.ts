import { expect, test } from "vitest";
import { hitGroups, partsOf, seqsOf } from "./log-hits.model.ts";

test("hits stand with the lines around them; what touches is one group, and nothing is outside of the log", () => {
  expect(hitGroups([1, 3, 20, 25, 40], 41)).toEqual([
    { from: 1, to: 5 },
    { from: 18, to: 27 },
    { from: 38, to: 41 },
  ]);
  expect(seqsOf({ from: 38, to: 41 })).toEqual([38, 39, 40, 41]);
});

test("what was searched for is marked in a line wherever it stands, whatever its case", () => {
  expect(partsOf("Error: no error here", "ERROR")).toEqual(["", "Error", ": no ", "error", " here"]);
  expect(partsOf("all well", "error")).toEqual(["all well"]);
});
