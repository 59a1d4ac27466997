import { expect, it } from "vitest";
import { chaos } from "./chaos.ts";

const { CHAOS_RUNS, CHAOS_SEED } = process.env;
/** About a minute, on a busy machine. */
const runs = Number(CHAOS_RUNS ?? 100);
const seed = Number(CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));

it(`${runs} runs outlast kills, freezes, restarts, lost answers and wrong clocks (CHAOS_SEED=${seed})`, async () => {
  const { totals, violations, exitCodes, left } = await chaos({ runs, seed });
  process.stdout.write(`chaos: ${JSON.stringify(totals)}\n`);
  expect(violations).toEqual([]);
  expect(exitCodes).toEqual(exitCodes.map(() => 0));
  expect(left).toEqual([]);

  // It was a chaos.
  const { kills, freezes, restarts, droppedResponses, skewedEntries } = totals;
  for (const count of [kills, freezes, ...Object.values(restarts), droppedResponses, skewedEntries])
    expect(count).toBeGreaterThan(0);
});
