import { type ChildProcess, spawn } from "node:child_process";
import { processStartedAt, sendSignal } from "../process/identity.ts";
import { waitUntil } from "../process/wait-until.ts";
import { logTail, withLogFile } from "./log-file.ts";
import type { Part } from "./part.ts";
import type { ProcessRecords } from "./records.ts";

const DEFAULT_STOP_TIMEOUT_MS = 10_000;
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 10_000;
/** After this long without a crash the next restart is immediate again. */
const STABLE_MS = 30_000;

export interface Surroundings {
  records: ProcessRecords;
  logFile: string;
  order: number;
  /** Told in a sentence when the part ends by itself and when it is back. */
  tell(message: string): void;
}

/** One part with its process: started once, then kept alive until it is stopped. */
export class SupervisedPart {
  readonly #part: Part;
  readonly #around: Surroundings;
  #child: ChildProcess | null = null;
  #stopping = false;
  #backoffMs = FIRST_BACKOFF_MS;
  #restart: NodeJS.Timeout | null = null;

  constructor(part: Part, around: Surroundings) {
    this.#part = part;
    this.#around = around;
  }

  get name(): string {
    return this.#part.name;
  }

  /** Starts it and waits until it is ready. Throws with the end of its log when it ends or takes too long. */
  async start(): Promise<void> {
    const child = await this.#spawn();
    if (await this.#becomesReady(child)) return this.#watch(child);
    await this.stop();
    throw new Error(
      `${this.name} did not start. The end of ${this.#around.logFile}:\n${await logTail(this.#around.logFile)}`,
    );
  }

  /** Asks it to stop, kills its process group when it does not, and waits until it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#restart) clearTimeout(this.#restart);
    const child = this.#child;
    if (child?.pid !== undefined) {
      if (!hasEnded(child)) child.kill(this.#part.stopSignal ?? "SIGTERM");
      await waitUntil(() => hasEnded(child), { timeoutMs: this.#part.stopTimeoutMs ?? DEFAULT_STOP_TIMEOUT_MS });
      // Its leftovers, if any, are in the group that it leads.
      sendSignal(-child.pid, "SIGKILL");
      await waitUntil(() => hasEnded(child), { timeoutMs: 5_000 });
    }
    this.#around.records.remove(this.name);
  }

  async #spawn(): Promise<ChildProcess> {
    const { command, args, env, cwd, uid, gid } = this.#part;
    const child = withLogFile(this.#around.logFile, (log) =>
      spawn(command, args, {
        env,
        stdio: ["ignore", log, log],
        // A group of its own: a Ctrl-C in the terminal reaches only the supervisor, which stops the parts in order.
        detached: true,
        ...(cwd === undefined ? {} : { cwd }),
        ...(uid === undefined ? {} : { uid }),
        ...(gid === undefined ? {} : { gid }),
      }),
    );
    this.#child = child;
    child.on("error", () => undefined);
    if (child.pid === undefined) return child;
    this.#around.records.write({
      name: this.name,
      pid: child.pid,
      started_at: (await processStartedAt(child.pid)) ?? "gone",
      stop_signal: this.#part.stopSignal ?? "SIGTERM",
      stop_timeout_ms: this.#part.stopTimeoutMs ?? DEFAULT_STOP_TIMEOUT_MS,
      order: this.#around.order,
    });
    return child;
  }

  async #becomesReady(child: ChildProcess): Promise<boolean> {
    const timeoutMs = this.#part.readyTimeoutMs ?? 30_000;
    await waitUntil(async () => hasEnded(child) || (await this.#part.isReady()), { timeoutMs, intervalMs: 50 });
    return !hasEnded(child) && (await this.#part.isReady());
  }

  #watch(child: ChildProcess): void {
    const since = performance.now();
    const ended = () => {
      if (this.#stopping) return;
      if (performance.now() - since > STABLE_MS) this.#backoffMs = FIRST_BACKOFF_MS;
      const how = child.signalCode ?? `exit code ${child.exitCode ?? "unknown"}`;
      this.#around.tell(`${this.name} ended (${how}); starting it again in ${this.#backoffMs / 1000} s`);
      this.#restart = setTimeout(() => void this.#startAgain(), this.#backoffMs);
      this.#backoffMs = Math.min(this.#backoffMs * 2, LONGEST_BACKOFF_MS);
    };
    if (hasEnded(child)) ended();
    else child.once("exit", ended);
  }

  async #startAgain(): Promise<void> {
    const child = await this.#spawn();
    // stop() may have come while we were starting; it then saw the old process only.
    if (this.#stopping) return this.stop();
    this.#watch(child);
    if ((await this.#becomesReady(child)) && !this.#stopping) this.#around.tell(`${this.name} is running again`);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}
