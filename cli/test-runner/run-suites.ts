import { runCheckSuite } from "./check-suite.ts";
import { type SuiteResult, suiteLine, totalLine } from "./result.ts";
import { stopOnSignals } from "./run-node.ts";
import { SUITES } from "./suites.ts";
import { runVitestSuite } from "./vitest-suite.ts";

/** Runs the named suites in their order, prints a line (and failures in full) as each ends and the total; sets the exit code. */
export async function runSuites(names: readonly string[]): Promise<void> {
  stopOnSignals();
  const results: SuiteResult[] = [];
  const run = async (name: string) => {
    const result = name === "verify" ? await runCheckSuite() : await runVitestSuite(name);
    if (process.exitCode === 130) return;
    results.push(result);
    console.log(suiteLine(result));
    for (const failure of result.failures) console.log(`\n--- ${name}: ${failure.trimEnd()}\n`);
  };
  for (const together of SUITES) {
    if (process.exitCode === 130) break;
    await Promise.all(together.filter((name) => names.includes(name)).map(run));
  }
  console.log(totalLine(results));
  process.exitCode ||= results.some((result) => result.failed > 0) ? 1 : 0;
}
