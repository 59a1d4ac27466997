import { z } from "zod";
import type { SuiteResult } from "./result.ts";

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

/**
 * Reads vitest's JSON report. Only `passed` counts as passed: a skipped or todo test counts as failed, and so do
 * a file that could not be loaded, an error outside any test, a missing report and a suite without tests.
 */
export function readVitestReport(
  text: string | null,
  ended: { code: number | null; output: string },
): Omit<SuiteResult, "name" | "seconds"> {
  const report = text === null ? null : Report.safeParse(JSON.parse(text));
  if (!report?.success) return { passed: 0, failed: 1, failures: [`The suite crashed.\n${ended.output}`] };

  let passed = 0;
  const failures: string[] = [];
  for (const file of report.data.testResults) {
    // What a hook of the whole file threw; its tests are then skipped and know nothing of it.
    const hook = file.message ? [file.message] : [];
    for (const test of file.assertionResults) {
      const why = test.failureMessages?.length ? test.failureMessages : hook;
      if (test.status === "passed") passed += 1;
      else failures.push(`${file.name} > ${test.fullName}: ${test.status}\n${why.join("\n")}`);
    }
    const explained = file.assertionResults.some((test) => test.status !== "passed");
    if (file.status !== "passed" && !explained) failures.push(`${file.name}: ${file.message ?? file.status}`);
  }
  if (passed === 0 && failures.length === 0) failures.push(`The suite has no tests.\n${ended.output}`);
  else if (ended.code !== 0 && failures.length === 0) failures.push(`The suite ended badly.\n${ended.output}`);
  return { passed, failed: failures.length, failures };
}
