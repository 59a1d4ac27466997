/** The conformance suite proves itself: whatever the local platform does wrong on purpose, one of its named checks notices. */
import { expect, test } from "vitest";
import { FAULT_NAMES, type FaultName } from "../../supabase/local/faults.ts";
import { startLocalTarget } from "../conformance/support/local-target.ts";
import { ALL_CHECKS, NAMED_CHECKS } from "./named-checks.ts";
import { runChecks, type Verdict } from "./run-checks.ts";

async function verdictWith(faults: FaultName[]): Promise<Verdict> {
  const { target, stop } = await startLocalTarget(new Set(faults));
  try {
    return await runChecks(target, ALL_CHECKS);
  } finally {
    await stop();
  }
}

// Side by side, because most of each run is waiting: for what must not come, and for tokens to expire.
test.concurrent("without a fault every named check is green", async () => {
  const { green, red, output } = await verdictWith([]);
  expect(red, output).toEqual([]);
  expect(green.toSorted()).toEqual(ALL_CHECKS.toSorted());
});

test.concurrent.for(FAULT_NAMES)("with %s on, exactly its named checks are red", async (fault) => {
  const { green, red, output } = await verdictWith([fault]);
  expect(red.toSorted(), output).toEqual(NAMED_CHECKS[fault].toSorted());
  const others = ALL_CHECKS.filter((name) => !NAMED_CHECKS[fault].includes(name));
  expect(green.toSorted()).toEqual(others.toSorted());
});
