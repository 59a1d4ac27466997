import { join } from "node:path";
import type { Part } from "./part.ts";
import { ProcessRecords } from "./records.ts";
import { SupervisedPart } from "./supervised-part.ts";

/** Runs parts in the order in which they are started and stops them in reverse. One per instance folder, under its lock. */
export class Supervisor {
  readonly logFolder: string;
  readonly #records: ProcessRecords;
  readonly #tell: (message: string) => void;
  /** Parts that were started together; they stop together too. */
  readonly #levels: SupervisedPart[][] = [];
  #stopped: Promise<void> | null = null;

  constructor({ folder, tell }: { folder: string; tell: (message: string) => void }) {
    this.logFolder = join(folder, "logs");
    this.#records = new ProcessRecords(join(folder, "processes"));
    this.#tell = tell;
  }

  /** Stops what a killed supervisor of this folder left behind; returns the parts' names. */
  stopOrphans(): Promise<string[]> {
    return this.#records.stopOrphans();
  }

  /** Starts parts side by side and waits until all are ready. Throws when one is not, or when everything is being stopped. */
  async start(...parts: Part[]): Promise<void> {
    if (this.#stopped) throw new Error("stopping");
    const order = this.#levels.length;
    const level = parts.map((part) => {
      const logFile = this.logFile(part.name);
      return new SupervisedPart(part, { records: this.#records, logFile, order, tell: this.#tell });
    });
    this.#levels.push(level);
    await Promise.all(level.map((part) => part.start()));
  }

  /** Stops every part, last started first. Calling it again waits for the same stop. */
  stop(): Promise<void> {
    this.#stopped ??= (async () => {
      for (const level of this.#levels.toReversed()) await Promise.all(level.map((part) => part.stop()));
    })();
    return this.#stopped;
  }

  logFile(name: string): string {
    return join(this.logFolder, `${name}.log`);
  }
}
