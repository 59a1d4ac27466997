import { afterEach, beforeEach, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { plantFault } from "../../../e2e/harness/planted-fault.ts";
import { seeded, withSeed } from "../../../e2e/harness/seed.ts";
import { claimFaults } from "./faults.ts";
import { CONNECTIONS, comeDue, fire, observe, openRange, type Range } from "./fire.ts";
import { orderInLanes, slotsAndLeases } from "./rules.ts";

let room: ControlRoom;
let range: Range;

beforeEach(async () => {
  room = await openControlRoom({ connections: 8 });
  // Marks are set all the time, not only where much has gone.
  await plantFault(room.sql, {
    functionName: "was_slow",
    replace: [["clock_timestamp() - p_begun_at > interval '1 millisecond'", "random() < 0.2"]],
  });
  range = await openRange(room);
});
afterEach(async () => {
  await range.close();
  await room.close();
});

const forSeconds = (seconds: number) => {
  const end = performance.now() + seconds * 1_000;
  return () => performance.now() < end;
};

/** So many claims are enough of a fire. */
const ENOUGH = 100;

/** For so many seconds; a busy machine is given ten times as long for enough claims. */
const forClaims = (seconds: number) => {
  const [inTime, atMost] = [forSeconds(seconds), forSeconds(10 * seconds)];
  return (claims: number) => inTime() || (claims <= ENOUGH && atMost());
};

/** Claims, endings, deaths and dragging, all at once, under the eyes of an observer. */
async function chaos(seed: number, more: (claims: number) => boolean, kept = true) {
  const random = seeded(seed);
  await range.load(random, 160, { restricted: true });
  await comeDue(room.sql);
  const stop = observe(room.sql, slotsAndLeases);
  const { violations, claims } = await fire(range, seed, { chaos: true, kept, more, sql: room.sql });
  const seen = [...violations, ...(await stop())];
  // What the workers still hold must not fill the lanes of the next round.
  await room.sql`update private.leases set expires_at = now()`;
  return { violations: seen, claims };
}

test(`${CONNECTIONS} connections never overfill a lane or a key, never share a run, and never get an attempt twice`, () =>
  withSeed(async (seed) => {
    const { violations, claims } = await chaos(seed, forClaims(3));
    expect(violations).toEqual([]);
    expect(claims).toBeGreaterThan(ENOUGH);
  }));

/** A session of its own, filled, and emptied by every connection at once while nothing joins or moves in its lanes. */
async function drain(seed: number, { heads = false } = {}): Promise<string[]> {
  const { session, ...fresh } = await openRange(room);
  await fresh.load(seeded(seed), 60, { max_attempts: 1 });
  await comeDue(room.sql);
  await room.call("maintenance.tick", fresh.key, {});
  let left = true;
  const stop = observe(room.sql, async (sql) => {
    const { violations, queued } = await orderInLanes(sql, session.id);
    left = queued > 0;
    return violations;
  });
  const { violations } = await fire({ session, ...fresh }, seed, {
    chaos: false,
    heads,
    more: () => left,
    sql: room.sql,
  });
  await fresh.close();
  return [...violations, ...(await stop())];
}

test("runs leave a lane by priority, then rank, then number, whoever claims, delayed and dragged ones too", () =>
  withSeed(async (seed) => {
    for (let round = 0; round < 3; round += 1) expect(await drain(seed + round, { heads: round > 0 })).toEqual([]);
  }));

test("the same check catches a claim that forgets priority", () =>
  withSeed(async (seed) => {
    await plantFault(room.sql, claimFaults["a claim that forgets priority"]);
    expect((await drain(seed)).join()).toMatch(/was claimed before run/);
  }));

/** Fires in rounds until something is seen; more than a few would say that nothing is. */
async function caught(seed: number, kept = true): Promise<string> {
  const inTime = forSeconds(90);
  let seen: string[] = [];
  for (let round = 0; seen.length === 0 && inTime(); round += 1)
    seen = (await chaos(seed + round, forClaims(1), kept)).violations;
  return seen.join();
}

test("the same check catches a claim that locks and counts a lane in one statement", () =>
  withSeed(async (seed) => {
    await plantFault(room.sql, claimFaults["a claim that locks and counts a lane in one statement"]);
    expect(await caught(seed, false)).toMatch(/has \d+ runs in slots/);
  }));

test("the same check catches a claim that does not lock the key before it counts its holders", () =>
  withSeed(async (seed) => {
    await plantFault(room.sql, claimFaults["a claim that does not lock the key before it counts its holders"]);
    expect(await caught(seed, false)).toMatch(/key .* is held by \d+ runs|a claim deadlocked/);
  }));

test("the same check catches a slot that is taken in front of the mark and is not noted", () =>
  withSeed(async (seed) => {
    await plantFault(room.sql, claimFaults["a slot that is taken in front of the mark and is not noted"]);
    expect(await caught(seed, false)).toMatch(/has \d+ runs in slots|is held by \d+ runs/);
  }));

/** Who opens a lane takes a moment before it commits; no mistake by itself. */
const slowOpening = {
  functionName: "open_many_lanes",
  replace: [["if v_lowered is not null", "perform pg_sleep(0.002);\n  if v_lowered is not null"]],
} as const;

test("the same check catches a lane that is closed although something is becoming claimable in it", () =>
  withSeed(async (seed) => {
    await plantFault(room.sql, slowOpening);
    await plantFault(room.sql, claimFaults["a lane that is closed although something is becoming claimable in it"]);
    expect(await caught(seed)).toMatch(/no claim looks at it/);
  }));

test("the same check catches a head that passes what is becoming claimable", () =>
  withSeed(async (seed) => {
    await plantFault(room.sql, slowOpening);
    await plantFault(room.sql, claimFaults["a head that passes what is becoming claimable"]);
    expect(await caught(seed)).toMatch(/stands in front of its lane's head/);
  }));
