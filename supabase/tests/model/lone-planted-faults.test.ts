import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plantFault } from "../../../e2e/harness/planted-fault.ts";
import { testSeed } from "../../../e2e/harness/seed.ts";
import { type LoneLab, openLoneLab, runForks } from "./alone.ts";
import { forks } from "./forks.ts";
import { loneFaults } from "./lone-faults.ts";

// One database for all: what a sequence does is never committed, and each fault is taken back.
let lab: LoneLab;
beforeAll(async () => {
  lab = await openLoneLab();
});
afterAll(() => lab.close());

test.each(Object.entries(loneFaults))(
  "the model, one thing at a time, catches %s",
  async (_, fault) => {
    const takeBack = await plantFault(lab.connection, fault);
    try {
      const property = fc.asyncProperty(forks, (forks) => runForks(lab, forks));
      const begin = process.env.TEST_SEED === undefined ? fault.seed : testSeed();
      const { failed, seed } = await fc.check(property, { numRuns: 300, seed: begin, endOnFailure: true });
      expect(failed, `no counterexample with TEST_SEED=${seed}`).toBe(true);
    } finally {
      await takeBack();
    }
  },
  900_000,
);
