import type { Contender } from "./contender.ts";

/** How much of everything: `smoke` is for trying, `full` is what is committed. */
export const SCALES = {
  smoke: {
    ...{ rounds: 1, single: 200, parallel: 600, bulk: 2_000, perCall: 500, batched: 1_000, latency: 20 },
    ...{ appendRounds: 1, breakdownRounds: 0 },
  },
  full: {
    ...{ rounds: 3, single: 600, parallel: 3_000, bulk: 8_000, perCall: 1_000, batched: 6_000, latency: 100 },
    ...{ appendRounds: 5, breakdownRounds: 3 },
  },
} as const;
export type Scale = (typeof SCALES)[keyof typeof SCALES];
/** Where and how a drain works. */
type At = { connections: number; batch: number };

/** What we mean to reach at least, in jobs a second on the machine for which it was set. */
export interface Floor {
  rate: number;
  /** What pg-boss reaches there, so that the floor can be told on any machine: as a share of it. */
  boss: number;
}

/** One row of the comparison: jobs a second, by each contender in its own database. */
export interface Row {
  name: string;
  floor?: Floor;
  /** Does so many jobs and returns jobs a second. */
  measure(contender: Contender): Promise<number>;
}

/** Every row at one scale. */
export function rowsOf({ single, parallel, bulk, perCall, batched }: Scale): Row[] {
  return [
    enqueue("enqueue one by one, 1 at once", single, 1),
    enqueue("enqueue one by one, 10 at once", parallel, 10, { rate: 4_000, boss: 2_926 }),
    {
      name: `enqueue ${perCall} a call, 1 at once`,
      measure: (contender) => perSecond(bulk, () => contender.enqueueBulk(bulk, perCall)),
    },
    drain("drain one by one, 1 at once", single, { connections: 1, batch: 1 }),
    drain("drain one by one, 10 at once", parallel, { connections: 10, batch: 1 }, { rate: 1_000, boss: 2_494 }),
    drain("drain one by one, 24 at once", parallel, { connections: 24, batch: 1 }, { rate: 1_000, boss: 2_429 }),
    drain("drain in batches of 10, 4 at once", batched, { connections: 4, batch: 10 }, { rate: 3_000, boss: 13_800 }),
    drain("drain in batches of 50, 4 at once", batched, { connections: 4, batch: 50 }, { rate: 6_000, boss: 33_200 }),
  ];
}

function enqueue(name: string, count: number, connections: number, floor?: Floor): Row {
  return {
    name,
    ...(floor !== undefined && { floor }),
    measure: (contender) => enqueueRate(contender, count, connections),
  };
}

async function enqueueRate(contender: Contender, count: number, connections: number): Promise<number> {
  return await perSecond(count, () => contender.enqueue(count, connections));
}

function drain(name: string, count: number, at: At, floor?: Floor): Row {
  return {
    name,
    ...(floor !== undefined && { floor }),
    measure: (contender) => drainRate(contender, count, at),
  };
}

/** Jobs a second that are claimed and completed; they are there before the clock starts. */
async function drainRate(contender: Contender, count: number, at: At): Promise<number> {
  await contender.enqueueBulk(count, 100);
  await contender.settle();
  return (count / (await contender.drain(count, at))) * 1_000;
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (count / (performance.now() - startedAt)) * 1_000;
}
