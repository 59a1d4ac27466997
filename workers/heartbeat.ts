import type { Logger } from "pino";
import { limits } from "../supabase/functions/_shared/contracts/limits.ts";
import type { WorkerInfo } from "../supabase/functions/_shared/contracts/worker.ts";
import type { AttemptLink } from "./attempt-link.ts";
import { monotonicMs } from "./process/monotonic.ts";
import type { Queue } from "./queue.ts";
import { messageOf } from "./queue-error.ts";

const lookMs = 250;
/** A heartbeat without an answer for this long is not waited for: the next one may get through. */
const repeatMs = 2_000;

export interface HeartbeatOptions {
  queue: Queue;
  info: WorkerInfo;
  log: Logger;
  /** Told by every answer whether the worker has been asked to drain. */
  onDraining(draining: boolean): void;
}

/** Keeps the leases of one worker alive: one call for all of them as soon as any has been silent for 3 s. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #links = new Set<AttemptLink>();
  readonly #timer: NodeJS.Timeout;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  add(link: AttemptLink): void {
    this.#links.add(link);
  }

  delete(link: AttemptLink): void {
    this.#links.delete(link);
  }

  /** Heartbeats now: there may be a cancel to learn of. */
  async beat(): Promise<void> {
    const links = [...this.#links].filter(({ over }) => !over);
    if (links.length === 0) return;
    const { queue, info, log, onDraining } = this.#options;
    const sentAt = monotonicMs();
    this.#sentAt = sentAt;
    try {
      const { runs, draining } = await queue.heartbeat({ worker: info, leases: links.map(({ lease }) => lease) });
      onDraining(draining);
      const directives = new Map(runs.map(({ run_id, directive }) => [run_id, directive]));
      for (const link of links) link.renewed(sentAt, directives.get(link.lease.run_id) ?? "lost");
    } catch (error) {
      log.warn({ error: messageOf(error) }, "heartbeat failed");
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const link of this.#links) link.expireIfDue();
    const due = [...this.#links].some(({ over, silentMs }) => !over && silentMs >= limits.heartbeatSeconds * 1_000);
    if (due && monotonicMs() - this.#sentAt >= repeatMs) void this.beat();
  }
}
