import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { testSeed } from "../../../e2e/harness/seed.ts";
import { type LoneLab, openLoneLab, runForks } from "./alone.ts";
import { forks } from "./forks.ts";

/** `MODEL_SEQUENCES=100000` asks for more than a test run has time for. */
const asked = Number(process.env.MODEL_SEQUENCES ?? 2_000);
/** On average. */
const sequencesPerFork = 25;
/** A sequence takes 15 ms on two cores that do nothing else; a slow machine, busy with other files, may take ten times that. */
const limitMs = 60_000 + asked * 150;

let lab: LoneLab;
beforeAll(async () => {
  lab = await openLoneLab();
});
afterAll(() => lab.close());

test(
  "whatever is done one thing at a time, thousands of sequences end as the model says, and every run that waits says why",
  async () => {
    const property = fc.asyncProperty(forks, (forks) => runForks(lab, forks));
    // A failure prints its seed and path; TEST_SEED repeats the run of the suite, TEST_PATH beside it the one sequence.
    const path = process.env.TEST_PATH ?? "";
    const numRuns = Math.ceil(asked / sequencesPerFork);
    const limit = { interruptAfterTimeLimit: limitMs, markInterruptAsFailure: true };
    await fc.assert(property, { numRuns, seed: testSeed(), path, ...limit });
    if (process.env.MODEL_SEQUENCES !== undefined) console.log(`${lab.judged} sequences`);
  },
  limitMs + 20_000,
);
