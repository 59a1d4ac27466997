import { setTimeout as delay } from "node:timers/promises";
import { unique } from "../harness/factories.ts";
import type { Random } from "../harness/seed.ts";
import { startWorker, type WorkerProcess } from "../worker/support/worker-process.ts";
import { WORKERS } from "./plan.ts";

const skewedClock = new URL("skewed-clock.ts", import.meta.url).href;
const maxSkewMinutes = 10;

interface Place {
  worker: WorkerProcess;
  state: "up" | "frozen" | "gone";
}

/** What all of them give, or the error of one, but not before the last of them has come to its end. */
async function everyOne<T>(work: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return await Promise.all(work);
}

/** A fixed number of workers, whose clocks are wrong by minutes; the dead are replaced. */
export class Fleet {
  readonly #settings: { url: string; apiKey: string };
  readonly #random: Random;
  readonly #places: Place[] = [];
  /** Thaws and replacements under way. */
  readonly #pending: Promise<void>[] = [];
  readonly #all: WorkerProcess[] = [];
  readonly #broken = Promise.withResolvers<never>();

  private constructor(settings: { url: string; apiKey: string }, random: Random) {
    this.#settings = settings;
    this.#random = random;
    this.broken.catch(() => undefined);
  }

  /** Rejects when a worker could not be replaced. */
  get broken(): Promise<never> {
    return this.#broken.promise;
  }

  static async start(settings: { url: string; apiKey: string }, random: Random): Promise<Fleet> {
    const fleet = new Fleet(settings, random);
    try {
      // Not all at once: on a small machine the last one would come too late.
      for (let n = 0; n < WORKERS; n += 4) {
        const four = await everyOne([1, 2, 3, 4].map(() => fleet.#spawn()));
        fleet.#places.push(...four.map((worker) => ({ worker, state: "up" as const })));
      }
    } catch (error) {
      await fleet.remove();
      throw error;
    }
    return fleet;
  }

  /** kill -9, also of a frozen worker, in this place or the next that is not empty; another one takes its place. False when all are. */
  kill(index: number): boolean {
    const place = [...this.#places.slice(index), ...this.#places].find(({ state }) => state !== "gone");
    if (place === undefined) return false;
    place.state = "gone";
    place.worker.signal("SIGKILL");
    this.#expect(this.#replace(place));
    return true;
  }

  /**
   * SIGSTOP, and SIGCONT after so many seconds, of the first of these workers that is up, else of the one in this place or in the next. A
   * worker that was killed stands for busy until its lease has run out. False when none is up.
   */
  freeze(wanted: readonly string[], index: number, seconds: number): boolean {
    const named = wanted.flatMap((name) => this.#places.filter(({ worker }) => worker.name === name));
    const all = [...named, ...this.#places.slice(index), ...this.#places];
    const place = all.find(({ state }) => state === "up");
    if (place === undefined) return false;
    place.state = "frozen";
    place.worker.signal("SIGSTOP");
    this.#expect(this.#thaw(place, place.worker, seconds));
    return true;
  }

  /** Resolves when every worker is up again. */
  async whole(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Stops all in order and returns their exit codes. */
  async stop(): Promise<(number | null)[]> {
    for (const { worker } of this.#places) worker.signal("SIGTERM");
    return await Promise.all(this.#places.map(({ worker }) => worker.exited));
  }

  /** Ends whatever of it is left. */
  async remove(): Promise<void> {
    this.#end();
    await Promise.allSettled(this.#pending);
    // Those that were just taking somebody's place.
    this.#end();
    await Promise.all(this.#all.map(({ exited }) => exited));
  }

  #end(): void {
    for (const { pid } of this.#all) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Gone already.
      }
    }
  }

  #expect(work: Promise<void>): void {
    this.#pending.push(work);
    work.catch((error: unknown) => this.#broken.reject(error));
  }

  async #replace(place: Place): Promise<void> {
    await place.worker.exited;
    place.worker = await this.#spawn();
    place.state = "up";
  }

  async #thaw(place: Place, worker: WorkerProcess, seconds: number): Promise<void> {
    await delay(seconds * 1_000);
    if (place.worker !== worker || place.state !== "frozen") return;
    worker.signal("SIGCONT");
    place.state = "up";
  }

  async #spawn(): Promise<WorkerProcess> {
    const skewMs = (this.#random.below(2 * maxSkewMinutes + 1) - maxSkewMinutes) * 60_000;
    const worker = await startWorker({
      ...this.#settings,
      name: unique("worker"),
      slots: 3,
      startMs: 180_000,
      env: { NODE_OPTIONS: `--import=${skewedClock}`, CHAOS_CLOCK_SKEW_MS: String(skewMs) },
    });
    this.#all.push(worker);
    return worker;
  }
}
