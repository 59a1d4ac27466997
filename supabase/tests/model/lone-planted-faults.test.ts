import fc from "fast-check";
import { expect, test } from "vitest";
import { plantFault } from "../../../e2e/harness/planted-fault.ts";
import { testSeed } from "../../../e2e/harness/seed.ts";
import { openLoneLab, runForks } from "./alone.ts";
import { loneFaults } from "./lone-faults.ts";
import { forks } from "./operations.ts";

test.each(Object.entries(loneFaults))(
  "the model, one thing at a time, catches %s",
  async (_, fault) => {
    const lab = await openLoneLab();
    try {
      await plantFault(lab.connection, fault);
      const property = fc.asyncProperty(forks, (forks) => runForks(lab, forks));
      const { failed, seed } = await fc.check(property, { numRuns: 300, seed: testSeed(), endOnFailure: true });
      expect(failed, `no counterexample with TEST_SEED=${seed}`).toBe(true);
    } finally {
      await lab.close();
    }
  },
  180_000,
);
