import type { Random } from "../harness/seed.ts";

/** One blow. `worker` is a place in the fleet, which stands for the next one where nobody is there to be struck. */
export type Blow =
  | { kind: "kill"; worker: number }
  /** Of the workers that are up the one that has begun a long step last, or else this one. */
  | { kind: "freeze"; worker: number; seconds: number }
  | { kind: "restart"; part: "postgres"; mode: "fast" | "immediate" }
  | { kind: "restart"; part: "gateway" | "functions"; mode: "SIGTERM" | "SIGKILL" }
  | { kind: "drop"; responses: number }
  | { kind: "cancel"; back: number; force: boolean; retry: boolean };

/** What happens next, and for how long nothing does after it. */
export interface Move {
  /** So many runs are created before the blow. */
  runs: number;
  blow: Blow;
  pauseMs: number;
}

export const WORKERS = 8;
/** Longer than a lease, whenever in it the worker was frozen. */
const frozenSeconds = 16;

/** All moves of a chaos of so many runs: blows in proportion to the runs, at least one of each kind, in an order drawn by chance. */
export function planOf(random: Random, runs: number): Move[] {
  const times = (share: number, atLeast: number, blow: () => Blow) =>
    Array.from({ length: Math.max(atLeast, Math.round(runs * share)) }, blow);
  const restart = (part: "gateway" | "functions") => (): Blow => ({
    kind: "restart",
    part,
    mode: random.pick(["SIGTERM", "SIGKILL"]),
  });
  const blows: Blow[] = [
    ...times(0.06, 4, () => ({ kind: "kill", worker: random.below(WORKERS) })),
    ...times(0.005, 1, () => ({ kind: "restart", part: "postgres", mode: random.pick(["fast", "immediate"]) })),
    ...times(0.005, 1, restart("gateway")),
    ...times(0.005, 1, restart("functions")),
    ...times(0.075, 5, () => ({ kind: "drop", responses: 1 + random.below(3) })),
    ...times(0.05, 4, () => ({
      kind: "cancel",
      back: random.below(12),
      force: random.chance(0.4),
      retry: random.chance(0.5),
    })),
  ];
  const order = shuffled(random, blows);
  // Not at the very beginning, where there is nothing to freeze, and not at the end, which would have to wait for the thaw.
  const freezes = times(0.012, 2, () => ({
    kind: "freeze",
    worker: random.below(WORKERS),
    seconds: frozenSeconds + random.below(5),
  }));
  const [first, range] = [Math.floor(order.length / 5), Math.ceil(order.length / 3)];
  for (const freeze of freezes) order.splice(first + random.below(range), 0, freeze);
  return order.map((blow, index) => ({
    runs: Math.floor(((index + 1) * runs) / order.length) - Math.floor((index * runs) / order.length),
    blow,
    pauseMs: 200 + random.below(1_000),
  }));
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const left = [...list];
  return list.flatMap(() => left.splice(random.below(left.length), 1));
}
