import type { Connect } from "../supabase/types.ts";

/** A database that takes longer is away, in ms. */
const answerMs = 3_000;

/** The database's time, estimated from this machine's clock and the difference between the two. */
export class ServerClock {
  #offsetMs = 0;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The database's time minus this machine's, in ms. */
  readonly offsetMs = (): number => this.#offsetMs;

  /** Milliseconds since the epoch by the database's clock. */
  readonly now = (): number => Date.now() + this.#offsetMs;

  /** Measures the difference; the answer is taken to be of the middle of the call. Keeps the last one when the server does not answer, which it returns. */
  async synchronise(connect: Connect): Promise<boolean> {
    const supabase = await connect().catch(() => null);
    const reads = await import("./server-time-read.ts").catch(() => null);
    if (supabase === null || reads === null) return false;
    const sentAt = Date.now();
    const time = await reads.readServerTime(supabase, AbortSignal.timeout(answerMs)).catch(() => null);
    if (time === null) return false;
    const offsetMs = Math.round(time - (sentAt + Date.now()) / 2);
    // A few milliseconds are the network's jitter and not worth a new rendering.
    if (Math.abs(offsetMs - this.#offsetMs) < 50) return true;
    this.#offsetMs = offsetMs;
    for (const listener of this.#listeners) listener();
    return true;
  }
}
