import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { processStartedAt, sendSignal } from "../process/identity.ts";
import { waitUntil } from "../process/wait-until.ts";

const Record = z.object({
  name: z.string(),
  pid: z.number().int().min(2),
  started_at: z.string(),
  stop_signal: z.enum(["SIGTERM", "SIGINT", "SIGQUIT"]).catch("SIGTERM"),
  stop_timeout_ms: z.number().int().positive().catch(10_000),
  order: z.number(),
});
type Record = z.infer<typeof Record>;

/** One file per running process, so that whoever comes after a killed supervisor finds what it left behind. */
export class ProcessRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Call it right after the start: a process without a record could not be found again. */
  write(record: Record): void {
    writeFileSync(this.#file(record.name), JSON.stringify(record), { mode: 0o600 });
  }

  remove(name: string): void {
    rmSync(this.#file(name), { force: true });
  }

  /**
   * Stops the processes of a dead supervisor, last started first, and returns their names.
   * A pid that another program has got since is left alone.
   */
  async stopOrphans(): Promise<string[]> {
    const stopped: string[] = [];
    for (const record of (await this.#readAll()).sort((a, b) => b.order - a.order)) {
      if (await stopOrphan(record)) stopped.push(record.name);
      this.remove(record.name);
    }
    return stopped;
  }

  async #readAll(): Promise<Record[]> {
    const records: Record[] = [];
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const text = await readFile(path, "utf8");
      try {
        records.push(Record.parse(JSON.parse(text)));
      } catch {
        // Half written when the power went: nothing of it can be trusted.
        await rm(path, { force: true });
      }
    }
    return records;
  }

  #file(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}

async function stopOrphan({ pid, started_at, stop_signal, stop_timeout_ms }: Record): Promise<boolean> {
  const isOurs = async () => (await processStartedAt(pid)) === started_at;
  if (!(await isOurs())) return false;
  sendSignal(pid, stop_signal);
  const gone = await waitUntil(async () => !(await isOurs()), { timeoutMs: stop_timeout_ms });
  // Each part leads a group of its own; what it left in there goes with it.
  if (!gone && (await isOurs())) sendSignal(-pid, "SIGKILL");
  await waitUntil(async () => !(await isOurs()), { timeoutMs: 5_000 });
  return true;
}
