import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkParameters } from "../supabase/functions/_shared/contracts/parameters.ts";
import { readTemplateFile } from "./template-file.ts";

const folder = fileURLToPath(new URL("../supabase/templates", import.meta.url));
const files = readdirSync(folder);

describe.each(files)("the template %s", (file) => {
  it("is a template of the file's name whose defaults are allowed by its own schema", async () => {
    const template = await readTemplateFile(join(folder, file));
    expect(`${template.slug}.yaml`).toBe(file);
    expect(checkParameters(template.parameter_schema, {})).toMatchObject({ ok: true });
  });

  it("has shell steps that bash can read", async () => {
    const { steps } = await readTemplateFile(join(folder, file));
    for (const step of steps) {
      if (step.kind === "shell") execFileSync(step.shell, ["-n"], { input: step.run });
    }
  });
});

it("the four seeded templates are there", () => {
  expect(files).toEqual(["host-health.yaml", "http-check.yaml", "log-storm.yaml", "release-drill.yaml"]);
});

it.each([
  ["a misspelt field", "slug: x\nname: X\nstepps: []\n", /stepps/],
  ["broken YAML", "slug: [", /template\.yaml/],
])("a file with %s is refused with its name", async (_, text, message) => {
  const scratch = mkdtempSync(join(tmpdir(), "template-"));
  try {
    const path = join(scratch, "template.yaml");
    writeFileSync(path, text);
    await expect(readTemplateFile(path)).rejects.toThrow(message);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
