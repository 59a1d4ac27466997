import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { SlowFirst } from "./e2e/harness/slow-first.ts";

/** Files that run at a time. Vitest leaves a core free, which on two cores would be half of them, and files wait much: two at least. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** A slow machine is waited for; who finds what it waits for at once loses nothing by it. */
const patient = { setupFiles: ["e2e/harness/patience.ts"], expect: { poll: { timeout: 15_000 } } };

/** Suites that need a database share one throw-away cluster for the whole run of the suite. */
const withPostgres = {
  ...patient,
  globalSetup: ["e2e/harness/postgres-setup.ts"],
  testTimeout: 120_000, // some start a dozen processes one after the other
  hookTimeout: 120_000,
  maxWorkers,
};

export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        test: {
          name: "unit",
          ...patient,
          maxWorkers,
          testTimeout: 60_000, // real processes start in some
          include: [
            "app/**/*.test.ts",
            "cli/**/*.test.ts",
            "components/**/*.test.ts",
            "lib/**/*.test.ts",
            "workers/**/*.test.ts",
            "supabase/functions/**/*.test.ts",
            "supabase/local/**/*.test.ts",
          ],
        },
      },
      { test: { name: "database", include: ["supabase/tests/**/*.test.ts"], ...withPostgres } },
      { test: { name: "executor", include: ["e2e/executor/**/*.test.ts"], ...withPostgres } },
      { test: { name: "platform", include: ["e2e/platform/**/*.test.ts"], ...withPostgres } },
      {
        test: {
          name: "conformance",
          ...patient,
          include: ["e2e/conformance/**/*.test.ts"],
          globalSetup: ["e2e/conformance/support/setup.ts"],
          maxWorkers,
          testTimeout: 45_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "conformance-faults",
          ...patient,
          include: ["e2e/conformance-faults/**/*.test.ts"],
          testTimeout: 240_000,
          maxConcurrency: 6,
        },
      },
      {
        test: {
          name: "worker",
          include: ["e2e/worker/**/*.test.ts"],
          ...withPostgres,
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: "chaos",
          ...patient,
          include: ["e2e/chaos/**/*.test.ts"],
          testTimeout: 600_000 + Number(process.env.CHAOS_RUNS ?? 0) * 1_500,
        },
      },
      {
        test: {
          name: "start",
          ...patient,
          include: ["e2e/start/**/*.test.ts"],
          testTimeout: 360_000,
          hookTimeout: 660_000, // the first start builds the Runboard
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "runboard",
          ...patient,
          include: ["e2e/runboard/**/*.test.ts"],
          globalSetup: ["e2e/runboard/support/setup.ts"],
          testTimeout: 360_000,
          hookTimeout: 360_000,
          maxWorkers: 2, // each with an instance and a browser of its own
        },
      },
    ],
  },
});
