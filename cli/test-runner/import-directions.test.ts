import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const root = fileURLToPath(new URL("../..", import.meta.url));
const Report = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

const contracts = "supabase/functions/_shared/contracts";
const cases: [path: string, imported: string, verdict: "forbidden" | "allowed"][] = [
  [`${contracts}/x.ts`, "node:fs", "forbidden"],
  [`${contracts}/x.ts`, "hono", "forbidden"],
  [`${contracts}/x.ts`, "@/lib/x", "forbidden"],
  [`${contracts}/x.ts`, "../../../../lib/ops-client/client.ts", "forbidden"],
  [`${contracts}/x.ts`, "../../ops-executor/app.ts", "forbidden"],
  ["supabase/functions/ops-executor/x.ts", "../../../lib/ops-client/client.ts", "forbidden"],
  ["supabase/functions/ops-executor/x.ts", "../../local/migrations.ts", "forbidden"],
  ["lib/ops-client/x.ts", "node:fs", "forbidden"],
  ["lib/ops-client/x.ts", "../../workers/main.ts", "forbidden"],
  ["lib/runs/x.ts", "../../cli/main.ts", "forbidden"],
  ["lib/runs/x.ts", "../../components/ui/button.tsx", "forbidden"],
  ["components/run/x.tsx", "../../lib/runs/keys.ts", "forbidden"],
  ["components/run/x.tsx", "@supabase/supabase-js", "forbidden"],
  ["app/runs/x.tsx", "../../lib/ops-client/client.ts", "forbidden"],
  ["workers/x.ts", "../lib/ops-client/client.ts", "forbidden"],
  ["workers/steps/x.ts", "../../lib/ops-client/client.ts", "forbidden"],
  ["cli/x.ts", "../workers/main.ts", "forbidden"],
  ["cli/x.ts", "../supabase/local/migrations.ts", "forbidden"],
  ["cli/stack/x.ts", "../../workers/main.ts", "forbidden"],
  ["supabase/local/x.ts", "../functions/_shared/contracts/run.ts", "forbidden"],
  ["supabase/local/process/x.ts", "../../../lib/ops-client/client.ts", "forbidden"],
  [`${contracts}/x.ts`, "zod", "allowed"],
  [`${contracts}/x.ts`, "./run.ts", "allowed"],
  [`${contracts}/x.ts`, "../version.ts", "allowed"],
  ["supabase/functions/ops-executor/x.ts", "../_shared/contracts/run.ts", "allowed"],
  ["lib/ops-client/x.ts", "../../supabase/functions/_shared/contracts/run.ts", "allowed"],
  ["components/run/x.tsx", "../../supabase/functions/_shared/contracts/run.ts", "allowed"],
  ["components/run/x.tsx", "../ui/button.tsx", "allowed"],
  ["app/runs/x.tsx", "../../lib/runs/keys.ts", "allowed"],
  ["lib/runs/x.ts", "../ops-client/index.ts", "allowed"],
  ["workers/queue.ts", "../lib/ops-client/client.ts", "allowed"],
  ["workers/x.ts", "../supabase/functions/_shared/contracts/run.ts", "allowed"],
  ["cli/x.ts", "../lib/ops-client/client.ts", "allowed"],
  ["cli/stack/x.ts", "../../supabase/local/migrations.ts", "allowed"],
  ["supabase/local/x.ts", "./postgres/cluster.ts", "allowed"],
];

/** Paths of the files in which the linter finds a forbidden import. Each case is one file whose only content is the import. */
async function filesWithForbiddenImports(folder: string): Promise<Set<string>> {
  const {
    vcs: _vcs,
    $schema: _schema,
    ...rules
  } = z.looseObject({}).parse(JSON.parse(await readFile(join(root, "biome.json"), "utf8")));
  await writeFile(join(folder, "biome.json"), JSON.stringify(rules));
  for (const [index, [path, imported]] of cases.entries()) {
    const file = join(folder, fileOf(path, index));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `import { x } from "${imported}";\nconsole.log(x);\n`);
  }
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const output = await new Promise<string>((resolve) => {
    const args = [biome, "lint", "--reporter=json", "--max-diagnostics=none", "."];
    execFile(process.execPath, args, { cwd: folder }, (_error, stdout) => resolve(stdout));
  });
  const found = Report.parse(JSON.parse(output)).diagnostics;
  return new Set(
    found.filter((entry) => entry.category.endsWith("noRestrictedImports")).map((entry) => entry.location.path),
  );
}

/** Cases share folders, and only workers/queue.ts is known by its own name. */
function fileOf(path: string, index: number): string {
  return path === "workers/queue.ts" ? path : path.replace("x.ts", `x${index}.ts`);
}

let folder: string;
let red: Set<string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-directions-"));
  red = await filesWithForbiddenImports(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("import directions", () => {
  it.each(cases.map((entry, index) => [...entry, index] as const))(
    "%s importing %s is %s",
    (path, _imported, verdict, index) => {
      expect(red.has(fileOf(path, index))).toBe(verdict === "forbidden");
    },
  );
});

it("the table of what each folder is and must not know names every folder once", async () => {
  const text = await readFile(join(root, "docs/architecture.md"), "utf8");
  const table = text.slice(text.indexOf("| folder |"), text.indexOf("Imports go one way"));
  const folders = table.split("\n").flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)]);
  const names = folders.map(([, name]) => name);
  expect(names).toContain("components");
  expect(names).toEqual([...new Set(names)]);
});
