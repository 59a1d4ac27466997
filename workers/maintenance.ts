import type { Logger } from "pino";
import { jitter } from "./jitter.ts";
import type { Queue } from "./queue.ts";
import { messageOf } from "./queue-error.ts";

const everyMs = 10_000;
/** So long it goes on at once with bulk operations that were left alone, of which a tick takes one step each. */
const bulkMs = 2_000;

/** Asks the control plane now and then to do what no other call would: recovery, clean-up, and the runs of schedules that are due. */
export class Maintenance {
  readonly #queue: Queue;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(queue: Queue, log: Logger) {
    this.#queue = queue;
    this.#log = log;
  }

  /** From now on until `stop`, the first time after a pause. */
  start(): void {
    if (!this.#stopped) this.#timer = setTimeout(() => void this.tick().then(() => this.start()), jitter(everyMs));
  }

  /** Once. Never throws: whoever claims next notices as well that nobody answers. What fails keeps nothing else from being asked for. */
  async tick(): Promise<void> {
    await this.#try("maintenance failed", async () => {
      const until = performance.now() + bulkMs;
      while (
        (await this.#queue.maintenanceTick({})).bulk_operations > 0 &&
        !this.#stopped &&
        performance.now() < until
      );
    });
    await this.#try("schedules were not fired", async () => {
      while (!this.#stopped && (await this.#queue.fireDueSchedules({})).more);
    });
  }

  async #try(failed: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.warn({ error: messageOf(error) }, failed);
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
