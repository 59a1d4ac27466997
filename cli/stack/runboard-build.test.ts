import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nextVariables } from "./runboard-build.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "next-variables-"));
  await writeFile(join(folder, ".env"), "FROM_FILE=yes\n");
});
afterAll(() => rm(folder, { recursive: true }));

/** What a process finds after Next has looked for files of variables in the folder. */
async function fromFile(variables: Record<string, string>): Promise<string> {
  const script = `import env from "@next/env"; env.loadEnvConfig(${JSON.stringify(folder)}); console.log(process.env.FROM_FILE ?? "no")`;
  const args = ["--input-type=module", "--eval", script];
  return (await promisify(execFile)(process.execPath, args, { env: variables })).stdout.trim();
}

test("Next as we start it reads no .env of its own, which it would otherwise", async () => {
  expect(await fromFile({})).toBe("yes");
  expect(await fromFile(nextVariables)).toBe("no");
});
