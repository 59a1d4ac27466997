import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { testSeed } from "../../../e2e/harness/seed.ts";
import { sequences } from "./operations.ts";
import { type Lab, openLab, runSequence } from "./sequence.ts";

/** `MODEL_SEQUENCES=5000` asks for more than a test run has time for. */
const numRuns = Number(process.env.MODEL_SEQUENCES ?? 100);
const limitMs = 100_000 + numRuns * 2_000;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

test(
  "whatever operators and workers do, in any order and at once, the database does what the model says",
  async () => {
    const property = fc.asyncProperty(sequences, (sequence) => runSequence(lab, sequence));
    // A failure prints its seed and path; TEST_SEED repeats the run of the suite, TEST_PATH beside it the one sequence.
    const path = process.env.TEST_PATH ?? "";
    const limit = { interruptAfterTimeLimit: limitMs, markInterruptAsFailure: true };
    await fc.assert(property, { numRuns, seed: testSeed(), path, ...limit });
  },
  limitMs + 20_000,
);
