import fc from "fast-check";
import { expect, test } from "vitest";
import { plantFault } from "../../../e2e/harness/planted-fault.ts";
import { testSeed } from "../../../e2e/harness/seed.ts";
import { faults } from "./faults.ts";
import { sequences } from "./operations.ts";
import { openLab, runSequence } from "./sequence.ts";

test.each(Object.entries(faults))(
  "the model catches %s",
  async (_, fault) => {
    const lab = await openLab();
    try {
      await plantFault(lab.room.sql, fault);
      const property = fc.asyncProperty(sequences, (sequence) => runSequence(lab, sequence));
      // No shrinking: that there is a counterexample is all. Most need a handful of sequences, the rarest some hundred.
      const { failed, seed } = await fc.check(property, { numRuns: 2_000, seed: testSeed(), endOnFailure: true });
      expect(failed, `no counterexample with TEST_SEED=${seed}`).toBe(true);
    } finally {
      await lab.close();
    }
  },
  900_000,
);
