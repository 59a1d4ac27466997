import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeUser } from "../../../e2e/harness/factories.ts";
import { testSeed } from "../../../e2e/harness/seed.ts";
import { sequences } from "./operations.ts";
import { runSequence } from "./sequence.ts";

let room: ControlRoom;
let operator: { user_id: string };
beforeAll(async () => {
  room = await openControlRoom({ connections: 6 });
  operator = await makeUser(room, "operator");
});
afterAll(() => room.close());

test("whatever operators and workers do, in any order and at once, the database does what the model says", async () => {
  const property = fc.asyncProperty(sequences, (sequence) => runSequence(room, operator, sequence));
  // A failure prints its seed; TEST_SEED repeats it.
  await fc.assert(property, { numRuns: 200, seed: testSeed(), interruptAfterTimeLimit: 100_000 });
}, 120_000);
