import { expect, test } from "vitest";
import { nextPath } from "./next-path.ts";

test("the page that was asked for, with its filters", () => {
  expect(nextPath("/runs?status=failed")).toBe("/runs?status=failed");
});

test.each([
  ["/runs/12/log?format=ndjson", "/runs/12?format=ndjson"],
  ["/audit/export?by=ada", "/audit?by=ada"],
])("%s, a file, leads to %s, from which it is taken", (asked, page) => {
  expect(nextPath(asked)).toBe(page);
});

test.each([undefined, "", "runs", "https://evil.example", "//evil.example/x", "/\\evil.example", ["/a", "/b"]])(
  "%o leads to the start page and to no other site",
  (asked) => {
    expect(nextPath(asked)).toBe("/");
  },
);
