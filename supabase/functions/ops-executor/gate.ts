import { Refusal } from "./refusal.ts";

/**
 * Lets `width` tasks run at once and `length` wait at most `patienceMs`; turns the rest away, so that overload cannot pile up. Urgent ones
 * overtake all that are not, and have room of their own to wait in.
 */
export function createGate(width: number, length: number, patienceMs: number) {
  let running = 0;
  const urgentOnes: (() => void)[] = [];
  const others: (() => void)[] = [];
  const busy = () => new Refusal("unavailable", "Too many requests are waiting for the database");

  async function enter(waiting: (() => void)[]): Promise<void> {
    if (running < width) {
      running += 1;
      return;
    }
    if (waiting.length >= length) throw busy();
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(busy());
      }, patienceMs);
      waiting.push(turn);
    });
  }

  return async function pass<Result>(task: () => Promise<Result>, urgent = false): Promise<Result> {
    await enter(urgent ? urgentOnes : others);
    try {
      return await task();
    } finally {
      // The place is handed on as it is; only when nobody waits does it become free.
      const next = urgentOnes.shift() ?? others.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
