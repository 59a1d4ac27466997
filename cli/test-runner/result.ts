/** What one suite came to. */
export interface SuiteResult {
  name: string;
  passed: number;
  failed: number;
  seconds: number;
  /** One text per failure, complete. */
  failures: string[];
}

/** The line that is printed when a suite ends. */
export function suiteLine({ name, passed, failed, seconds }: SuiteResult): string {
  return `${name.padEnd(10)} ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`;
}

/** The last line of the whole run. */
export function totalLine(results: SuiteResult[]): string {
  const sum = (pick: (result: SuiteResult) => number) => results.reduce((total, result) => total + pick(result), 0);
  return `${sum((result) => result.passed)} passed, ${sum((result) => result.failed)} failed`;
}
