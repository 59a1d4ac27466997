/** Chance that can be repeated: the same seed gives the same draws. */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly [T, ...T[]]): T;
  /** One of a list, undefined when it is empty. */
  pickAny<T>(list: readonly T[]): T | undefined;
}

/** Draws by mulberry32, the usual small generator; what matters here is only that it can be repeated. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)] ?? list[0],
    pickAny: (list) => list[below(list.length)],
  };
}

/** The seed of this run of the tests: `TEST_SEED`, to repeat a failure, or a new one. */
export function testSeed(): number {
  const given = process.env.TEST_SEED;
  return given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}

/** Runs a test with a seed that stands in the message of its failure. */
export async function withSeed<T>(work: (seed: number) => Promise<T>, seed = testSeed()): Promise<T> {
  try {
    return await work(seed);
  } catch (error) {
    throw new Error(`failed with TEST_SEED=${seed}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}
