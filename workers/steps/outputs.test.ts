import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AttemptSecrets } from "../secrets/attempt-secrets.ts";
import { readOutputs } from "./outputs.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outputs-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(written: string, redact = true) {
  const path = join(folder, "outputs");
  await writeFile(path, written);
  return readOutputs(path, new AttemptSecrets(new Map([["TOKEN", "hunter2-Zm9v"]]), redact));
}
const token = `ghp_${"a1".repeat(20)}`;

it("outputs are redacted as lines are, however deep, and keep their names and what is no text", async () => {
  expect(await read(`who=ann@example.com\nversion=7.1\n`)).toEqual({
    ok: true,
    outputs: { who: "[redacted e-mail]", version: "7.1" },
  });
  const nested = { list: ["ann@example.com", { token, "a@example.com": 1 }], count: 2, none: null };
  expect(await read(JSON.stringify(nested))).toEqual({
    ok: true,
    outputs: {
      list: ["[redacted e-mail]", { token: "[redacted GitHub token]", "a@example.com": 1 }],
      ...{ count: 2, none: null },
    },
  });
});

it("outputs of a template that shows such things are what the script wrote", async () => {
  const written = { who: "ann@example.com", token };
  expect(await read(JSON.stringify(written), false)).toEqual({ ok: true, outputs: written });
});

it("outputs that are too long once they are redacted are refused instead of losing the run's log", async () => {
  const list = Array.from({ length: 1_000 }, () => "a@b.example");
  expect(await read(JSON.stringify({ list }))).toMatchObject({
    ok: false,
    error: expect.stringContaining("16384 bytes"),
  });
});

it.each([true, false])("an output that holds a secret is refused, redacted or not (%s)", async (redact) => {
  expect(await read("a=x-hunter2-Zm9v", redact)).toEqual({ ok: false, error: "An output of the step holds a secret" });
});
