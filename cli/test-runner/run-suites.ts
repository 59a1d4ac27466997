import { runCheckSuite } from "./check-suite.ts";
import { type SuiteResult, suiteLine, totalLine } from "./result.ts";
import { stopOnSignals } from "./run-node.ts";
import { runVitestSuite } from "./vitest-suite.ts";

/** Runs suites one after another, prints a line (and failures in full) as each ends and the total; sets the exit code. */
export async function runSuites(names: string[]): Promise<void> {
  stopOnSignals();
  const results: SuiteResult[] = [];
  for (const name of names) {
    const result = name === "verify" ? await runCheckSuite() : await runVitestSuite(name);
    if (process.exitCode === 130) break;
    results.push(result);
    console.log(suiteLine(result));
    for (const failure of result.failures) console.log(`\n--- ${name}: ${failure.trimEnd()}\n`);
  }
  console.log(totalLine(results));
  process.exitCode ||= results.some((result) => result.failed > 0) ? 1 : 0;
}
