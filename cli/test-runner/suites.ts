/**
 * The suites in the order in which a fault is cheapest to read: small and fast before large and slow. Those of one line run beside each other:
 * they mostly wait for processes that start and stop.
 */
export const SUITES = [
  ["verify", "unit"],
  ["database"],
  ["executor", "start"],
  ["platform", "conformance", "chaos"],
  ["worker", "conformance-faults"],
  ["runboard"],
] as const;

/** One program that must end with exit code 0. */
export interface Check {
  name: string;
  /** Path below the repository's root, run with Node, or an absolute path of a program. */
  script: string;
  args: string[];
}

/** What `npm run verify` checks before the unit tests; `npm test` runs the same as its suite "verify". */
export const CHECKS: Check[] = [
  { name: "format, lint and import directions", script: "node_modules/@biomejs/biome/bin/biome", args: ["check", "."] },
  { name: "types", script: "node_modules/typescript/bin/tsc", args: ["--noEmit", "-p", "tsconfig.json"] },
  {
    name: "types of the Runboard",
    script: "node_modules/typescript/bin/tsc",
    args: ["--noEmit", "-p", "tsconfig.runboard.json"],
  },
  {
    name: "types under Deno",
    script: "node_modules/deno/bin.cjs",
    args: [
      "check",
      "--quiet",
      "--no-lock",
      "--cached-only",
      "--config=supabase/functions/ops-executor/deno.json",
      "supabase/functions/ops-executor",
    ],
  },
];
