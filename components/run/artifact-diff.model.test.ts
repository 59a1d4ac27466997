import { expect, test } from "vitest";
import { diffLines, diffSummary } from "./artifact-diff.model.ts";

const diff = [
  "diff --git a/x b/x",
  "--- a/x",
  "+++ b/x",
  "@@ -1,3 +1,3 @@ title",
  " same",
  "--- a comment",
  "+++ a comment",
  " end",
  "--- a/y",
].join("\n");

test("a diff's lines are told apart by the hunk they stand in", () => {
  const kinds = diffLines(diff).map(({ kind }) => kind);
  expect(kinds).toEqual(["file", "file", "file", "hunk", "same", "removed", "added", "same", "file"]);
  expect(diffSummary(diffLines(diff))).toBe("1 line added, 1 removed");
});

test("text that is no diff is shown as it is", () => {
  expect(diffLines("- a list\n+ of things").map(({ kind }) => kind)).toEqual(["same", "same"]);
});
