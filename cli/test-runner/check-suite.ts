import type { SuiteResult } from "./result.ts";
import { runNode } from "./run-node.ts";
import { CHECKS } from "./suites.ts";

/** Format, lint with the import directions, and types, as the suite "verify": one test a check. */
export async function runCheckSuite(): Promise<SuiteResult> {
  const started = performance.now();
  const failures: string[] = [];
  await Promise.all(
    CHECKS.map(async ({ name, script, args }) => {
      const { code, output } = await runNode(script, args);
      if (code !== 0) failures.push(`${name}\n${output}`);
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  return { name: "verify", passed: CHECKS.length - failures.length, failed: failures.length, seconds, failures };
}
