import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SuiteResult } from "./result.ts";
import { runNode } from "./run-node.ts";
import { readVitestReport } from "./vitest-report.ts";

/** Runs one vitest project as a suite. */
export async function runVitestSuite(name: string): Promise<SuiteResult> {
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "test-report-"));
  const report = join(folder, "report.json");
  try {
    const ended = await runNode("node_modules/vitest/vitest.mjs", [
      "run",
      `--project=${name}`,
      "--reporter=json",
      `--outputFile.json=${report}`,
      "--reporter=dot", // The report does not tell errors outside of tests; what is printed does.
    ]);
    const text = await readFile(report, "utf8").catch(() => null);
    return { name, seconds: (performance.now() - started) / 1000, ...readVitestReport(text, ended) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
