import { expect, it } from "vitest";
import { LineSplitter } from "../output/line-splitter.ts";
import { AttemptSecrets } from "./attempt-secrets.ts";

const before = "word ".repeat(1_600);

it.each([
  ["a token", `eyJ${"x".repeat(400)}.eyJ${"x".repeat(100)}.${"x".repeat(43)}`, "[redacted token]"],
  ["a secret", "s3cr3t-".repeat(100), "***"],
])("a line that is cut in the middle of %s shows no part of it", (_, cut, instead) => {
  const splitter = new LineSplitter(new AttemptSecrets(new Map([["S", "s3cr3t-".repeat(100)]]), true).stream());
  const [line = ""] = splitter.push(Buffer.from(`${before}${cut}\n`));
  expect(line.slice(before.length, before.length + instead.length)).toBe(instead);
  expect(line.slice(before.length + instead.length)).toMatch(/^ … \[cut, /);
});
