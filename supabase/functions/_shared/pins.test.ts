import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { version } from "./version.ts";

const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const packageJson = z
  .object({ version: z.string(), dependencies: z.record(z.string(), z.string()) })
  .parse(readJson("../../../package.json"));
const denoJson = z.object({ imports: z.record(z.string(), z.string()) }).parse(readJson("../ops-executor/deno.json"));

describe("pins", () => {
  it("Deno gets exactly the versions that Node has", () => {
    for (const [name, target] of Object.entries(denoJson.imports)) {
      const library = name.replace(/\/$/, "");
      const wanted = `${library}@${packageJson.dependencies[library]}`;
      expect(target).toBe(name.endsWith("/") ? `npm:/${wanted}/` : `npm:${wanted}`);
    }
  });

  it("the version that the services report is the package's", () => {
    expect(version).toBe(packageJson.version);
  });
});
