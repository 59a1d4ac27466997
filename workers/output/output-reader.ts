import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { LineFilter } from "../secrets/masker.ts";
import { LineSplitter } from "./line-splitter.ts";

export interface OutputReaderOptions {
  onLine(line: string): void;
  /** Rewrites each line before anybody sees it. */
  filter?: LineFilter;
  /** What to wait for before the next line. The pipe is not read meanwhile, so the child is held up in its turn. */
  room(): Promise<void> | undefined;
}

/** After the step's process has exited: this long without output means that what is left comes from its background processes. */
const silenceMs = 250;
/** And if it is never silent, what was written before the exit has come after so many times that long. */
const longestSilences = 8;
/** More than pipe and stream can hold between them, so it was written after the exit. */
const remainderBytes = 1_048_576;

/** Reads one output stream of a step into lines. */
export class OutputReader {
  readonly #stream: Readable;
  readonly #options: OutputReaderOptions;
  readonly #splitter: LineSplitter;
  readonly #ended: Promise<void>;
  #bytes = 0;
  #blocked = false;
  #discards = false;

  constructor(stream: Readable, options: OutputReaderOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#splitter = new LineSplitter(options.filter);
    this.#ended = this.#read();
  }

  /** Reads what the exited process has left behind and its last line; drops everything that comes later. */
  async settle(): Promise<void> {
    const limit = this.#bytes + remainderBytes;
    const ended = this.#ended.then(() => true);
    for (let looks = 0; looks < longestSilences && this.#bytes < limit; ) {
      const seen = this.#bytes;
      if (await Promise.race([ended, delay(silenceMs, false)])) break;
      if (this.#blocked) continue;
      if (seen === this.#bytes) break;
      looks++;
    }
    this.#discards = true;
    const last = this.#splitter.end();
    if (last !== undefined) this.#options.onLine(last);
  }

  /** Closes the pipe. Until then background processes can write to it without harm. */
  close(): void {
    this.#discards = true;
    this.#stream.destroy();
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of this.#stream) {
        if (!this.#discards) await this.#take(chunk);
      }
    } catch {
      // The pipe was closed from this side, or broke: there is nothing more to read either way.
    }
  }

  async #take(chunk: Buffer): Promise<void> {
    this.#bytes += chunk.length;
    for (const line of this.#splitter.push(chunk)) {
      if (this.#discards) return;
      this.#options.onLine(line);
      const room = this.#options.room();
      if (room === undefined) continue;
      this.#blocked = true;
      await room;
      this.#blocked = false;
    }
  }
}
