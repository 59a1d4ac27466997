import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addCompileHints } from "./compile-hints.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "compile-hints-"));
  await mkdir(join(folder, "below"));
  await writeFile(join(folder, "a.js"), "f()");
  await writeFile(join(folder, "below", "b.js"), "g()");
  await writeFile(join(folder, "c.css"), "a{}");
});
afterAll(() => rm(folder, { recursive: true }));

test("every script begins with the hint, once, and nothing else is touched", async () => {
  expect(await addCompileHints(folder)).toBe(2);
  expect(await addCompileHints(folder)).toBe(2);
  const texts = await Promise.all(["a.js", "below/b.js", "c.css"].map((name) => readFile(join(folder, name), "utf8")));
  expect(texts).toEqual(["//# allFunctionsCalledOnLoad\nf()", "//# allFunctionsCalledOnLoad\ng()", "a{}"]);
});
