import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { type GuardianLink, startGuardian } from "../process/guardian-link.ts";
import { readProcessTable } from "../process/process-table.ts";
import { SecretStore } from "../secrets/secret-store.ts";
import type { WorkMode } from "../work-mode.ts";
import { Worker } from "../worker.ts";
import { type MemoryQueue, type MemoryRun, memoryQueue } from "./memory-queue.ts";

export const anyone = { id: randomUUID(), name: "test", host: "here", version: "0", slots: 1, labels: [] };

/** A worker on a queue in memory, with a real guardian and real processes; new for every test of the file that opens it. */
export class WorkerStage {
  guardian!: GuardianLink;
  queue!: MemoryQueue;
  worker!: Worker;
  /** The worker's exit code, once it has ended. */
  ran!: Promise<number>;

  static open(): WorkerStage {
    const stage = new WorkerStage();
    beforeEach(async () => {
      stage.guardian = await startGuardian();
      stage.queue = memoryQueue();
    });
    afterEach(async () => {
      stage.worker.stopAtOnce();
      await stage.ran;
      await stage.guardian.close();
    });
    return stage;
  }

  start(slots = 2, options: { mode?: WorkMode; patienceMs?: number } = {}): void {
    const secretStore = SecretStore.take({ OPS_SECRET_TOKEN: "s3cr3t-value", OPS_SECRET_PIN: "123" });
    this.worker = new Worker({
      queue: this.queue,
      guardian: this.guardian,
      secretStore,
      info: { ...anyone, slots },
      projectUrl: "http://127.0.0.1:9",
      opsUrl: "http://127.0.0.1:9",
      log: pino({ level: "silent" }),
      ...options,
    });
    this.ran = this.worker.run();
  }
}

export const ended = (run: MemoryRun, timeout = 5_000) =>
  vi.waitFor(
    () => {
      if (run.end === undefined) throw new Error("not finished yet");
      return run.end;
    },
    { timeout, interval: 10 },
  );
export const lines = (run: MemoryRun, stream = "stdout") =>
  run.entries.flatMap((entry) => (entry.kind === "line" && entry.stream === stream ? [entry.body] : []));
export const printed = (run: MemoryRun, text: string) =>
  vi.waitFor(() => expect(lines(run)).toContain(text), { timeout: 5_000, interval: 10 });
export const lives = (pid: string | undefined) => readProcessTable().some((entry) => entry.pid === Number(pid));
