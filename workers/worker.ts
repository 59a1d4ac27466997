import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { limits } from "../supabase/functions/_shared/contracts/limits.ts";
import type { ClaimRunsInput, ClaimRunsOutput, WorkerInfo } from "../supabase/functions/_shared/contracts/worker.ts";
import { Attempt, type AttemptDependencies } from "./attempt.ts";
import { Heartbeat } from "./heartbeat.ts";
import { jitter } from "./jitter.ts";
import { Maintenance } from "./maintenance.ts";
import { pauseAfter } from "./polling.ts";
import type { GuardianLink } from "./process/guardian-link.ts";
import { monotonicMs } from "./process/monotonic.ts";
import type { Queue } from "./queue.ts";
import { messageOf, QueueError } from "./queue-error.ts";
import type { SecretStore } from "./secrets/secret-store.ts";
import { Tally } from "./tally.ts";
import type { WorkMode } from "./work-mode.ts";

export interface WorkerOptions {
  queue: Queue;
  guardian: GuardianLink;
  secretStore: SecretStore;
  info: WorkerInfo;
  opsUrl: string;
  /** Address of the project whose Storage takes large artifacts in. */
  projectUrl: string;
  log: Logger;
  /** `serve` unless it is said. */
  mode?: WorkMode;
  /** Milliseconds of claims without an answer after which a worker that does not serve gives up. */
  patienceMs?: number;
  /** Told by every claim which topic carries this worker's wake-ups. */
  onWakeTopic?: (topic: string) => void;
  /** Whether wake-ups arrive at the moment; never, when absent. */
  isWoken?: () => boolean;
}

/** Milliseconds until the next claim after one without an answer, before jitter. */
const pauses = { failed: 2_000, refused: 10_000 } as const;
/** At most so long do the steps of runs that are handed back have between SIGTERM and SIGKILL. */
const releaseGraceMs = 5_000;

const defaultPatienceMs = 15_000;

/** Claims runs for its free slots and runs them until it is told to stop, or until its mode's work is done. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #heartbeat: Heartbeat;
  readonly #deps: AttemptDependencies;
  readonly #running = new Map<Attempt, Promise<void>>();
  /** Claims whose answer never came: asked again under their ids, they return what they took. */
  readonly #unanswered: string[] = [];
  readonly #tally = new Tally();
  #stopping = false;
  /** The mode asks for no more claims. */
  #done = false;
  /** `monotonicMs` since when no claim has been answered. */
  #unansweredSince: number | undefined;
  /** Somebody asked the control plane to give this worker nothing more. */
  #draining = false;
  #woken = false;
  #wakeUp: () => void = () => undefined;

  constructor(options: WorkerOptions) {
    const { queue, info, log } = options;
    this.#options = options;
    this.#heartbeat = new Heartbeat({ queue, info, log, onDraining: (draining) => this.#setDraining(draining) });
    this.#deps = { ...options, heartbeat: this.#heartbeat, attempts: () => this.#running.size };
  }

  /** Resolves with the exit code once it was stopped, or has done its mode's work, and every run has ended or was handed back. */
  async run(): Promise<number> {
    const { queue, log } = this.#options;
    const maintenance = new Maintenance(queue, log);
    // Such a worker may be gone before its first pause is over, and a fleet may have no other.
    if (this.#mode !== "serve" && this.#claims) await maintenance.tick();
    maintenance.start();
    while (this.#claims) {
      const free = this.#options.info.slots - this.#running.size;
      await this.#pause(free === 0 ? undefined : await this.#claim(free));
    }
    while (this.#running.size > 0) await Promise.all(this.#running.values());
    this.#heartbeat.stop();
    maintenance.stop();
    await this.#leave();
    return this.#mode === "serve" ? 0 : this.#tally.exitCode;
  }

  get #mode(): WorkMode {
    return this.#options.mode ?? "serve";
  }

  get #claims(): boolean {
    return !this.#stopping && !this.#done;
  }

  /** Looks for work and for cancels now: the control plane has hinted at some. */
  wake(): void {
    void this.#heartbeat.beat();
    this.#interrupt();
  }

  /** Claims no more, lets what runs go on for `drainMs` and then hands it back. */
  stop(drainMs: number): void {
    if (this.#stopping) return;
    this.#stopping = true;
    if (!this.#done) this.#tally.interrupt();
    this.#interrupt();
    setTimeout(() => this.#release(), drainMs).unref();
  }

  /** Claims no more, kills what runs and hands it back. */
  stopAtOnce(): void {
    this.#stopping = true;
    if (!this.#done) this.#tally.interrupt();
    this.#interrupt();
    this.#release();
    for (const attempt of this.#running.keys()) attempt.stop.hurryUp();
  }

  #release(): void {
    for (const attempt of this.#running.keys()) {
      attempt.stop.request({ kind: "released" });
      // Whoever stops a worker does not wait for a step's long grace.
      setTimeout(() => attempt.stop.hurryUp(), releaseGraceMs).unref();
    }
  }

  /** Milliseconds to wait before the next claim; 0 after one that took something. */
  async #claim(free: number): Promise<number> {
    const { queue, log } = this.#options;
    const claim = this.#newClaim(free, this.#unanswered.shift());
    const sentAt = monotonicMs();
    const idle = this.#running.size === 0;
    try {
      const answer = await queue.claim(claim);
      this.#unansweredSince = undefined;
      this.#options.onWakeTopic?.(answer.wake_topic);
      this.#take(answer, sentAt);
      if (answer.runs.length > 0) return 0;
      // What was running when the claim was sent may have been in the way of what comes next.
      if (this.#mode !== "serve" && idle && !answer.contended && this.#unanswered.length === 0) this.#done = true;
      if (this.#done) return 0;
      return pauseAfter(answer, this.#options.isWoken?.() ?? false);
    } catch (error) {
      // What cannot be read now cannot be read later, and asking for it again would keep its leases alive for ever.
      if (error instanceof QueueError && error.unreadable) {
        log.error({ error: messageOf(error) }, "gave up what a claim took: its answer cannot be read");
      } else {
        this.#unanswered.unshift(claim.claim_id);
        log.warn({ error: messageOf(error) }, "claim failed");
      }
      if (!(error instanceof QueueError)) return jitter(pauses.refused);
      this.#unansweredSince ??= sentAt;
      const patience = error.retryable ? (this.#options.patienceMs ?? defaultPatienceMs) : 0;
      if (this.#mode !== "serve" && monotonicMs() - this.#unansweredSince >= patience) {
        this.#tally.giveUp(error);
        this.#done = true;
        return 0;
      }
      return jitter(error.retryable ? pauses.failed : pauses.refused);
    }
  }

  #newClaim(free: number, id: string = randomUUID()): ClaimRunsInput {
    const limit = this.#mode === "once" ? 1 : Math.min(free, limits.runsPerClaim);
    return { claim_id: id, worker: this.#options.info, limit, start: true };
  }

  #take({ runs, draining }: ClaimRunsOutput, sentAt: number): void {
    this.#setDraining(draining);
    if (this.#mode === "once" && runs.length > 0) this.#done = true;
    for (const claimed of runs) {
      const attempt = new Attempt(claimed, sentAt, this.#deps);
      // Claimed while the stop was asked for: nothing of it has begun.
      if (this.#stopping) attempt.stop.request({ kind: "released" });
      this.#running.set(attempt, this.#execute(attempt));
    }
  }

  async #execute(attempt: Attempt): Promise<void> {
    let fused: { id: string; sentAt: number } | undefined;
    const answer = await attempt.run(() => {
      if (!this.#claims || this.#draining) return undefined;
      const claim = this.#newClaim(1);
      fused = { id: claim.claim_id, sentAt: monotonicMs() };
      return claim;
    });
    this.#running.delete(attempt);
    if (this.#mode !== "serve") this.#tally.add(attempt.runId, attempt.runStatus);
    if (fused !== undefined && answer === undefined) this.#unanswered.push(fused.id);
    if (answer !== undefined) this.#take(answer, fused?.sentAt ?? monotonicMs());
    this.#interrupt();
  }

  #setDraining(draining: boolean): void {
    if (draining === this.#draining) return;
    this.#draining = draining;
    this.#options.log.info(draining ? "draining: nothing more is claimed" : "claiming again");
  }

  /** Takes the worker off the fleet's list, so that whatever is silent there has died. */
  async #leave(): Promise<void> {
    const { queue, info, log } = this.#options;
    await queue
      .heartbeat({ worker: info, leases: [], leaving: true })
      .catch((error: unknown) => log.warn({ error: messageOf(error) }, "could not say goodbye"));
  }

  #interrupt(): void {
    this.#woken = true;
    this.#wakeUp();
  }

  /** Waits so many milliseconds, or without end, or until it is woken. */
  async #pause(ms: number | undefined): Promise<void> {
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
        this.#wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#woken = false;
  }
}
