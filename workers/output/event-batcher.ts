import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import type { AppendEntry } from "../../supabase/functions/_shared/contracts/worker.ts";
import { messageOf } from "../queue-error.ts";

export interface EventBatcherOptions {
  /** Sends one batch. Resolves false when nothing may be written any more; rejects when the batch is refused for good. */
  append(batchNo: number, entries: AppendEntry[]): Promise<boolean>;
  /** A batch was refused: its lines are gone, and the attempt has to fail by that name. */
  onRejected(message: string): void;
  /** How many attempts share this worker's allowance, this one included. */
  sharers(): number;
}

/** Milliseconds between two flushes at least. */
const intervalMs = 100;
/**
 * Flushes that do not wait for a full batch: so many in a row, then so many a second, which a worker's attempts share. Two workers with
 * two chatty runs each stay below the ten function calls a second of the design, section 5, whatever the runs print.
 */
const allowance = { burst: 8, perSecond: 4, perSecondAtLeast: 1 } as const;
const batchBytes = 1_000_000;
/** Beyond it, whoever produces entries has to wait. */
const buffer = { entries: 5_000, bytes: 8_000_000 } as const;
/** JSON around an entry's text. */
const overheadBytes = 120;

/**
 * Sends an attempt's entries in order, in numbered batches, one at a time: the first at once, then as soon and as often as the
 * allowance has it, or as soon as a batch is full. `room` is the back-pressure.
 */
export class EventBatcher {
  readonly #options: EventBatcherOptions;
  #entries: AppendEntry[] = [];
  #bytes = 0;
  #lastBatchNo = 0;
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #allowed: number = allowance.burst;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #closed = false;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(options: EventBatcherOptions) {
    this.#options = options;
  }

  /** Number of the last batch that was accepted; 0 when none was. */
  get lastBatchNo(): number {
    return this.#lastBatchNo;
  }

  /** Takes an entry, also when there is no room: transitions and system lines never wait. */
  push(entry: AppendEntry): void {
    if (this.#closed) return;
    this.#entries.push(entry);
    this.#bytes += sizeOf(entry);
    this.#schedule();
  }

  /** A promise to wait for before pushing more output; undefined while there is room. */
  room(): Promise<void> | undefined {
    if (this.#closed || (this.#entries.length < buffer.entries && this.#bytes < buffer.bytes)) return undefined;
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  /** Resolves when everything pushed so far was accepted or cannot be written any more. */
  async flush(): Promise<void> {
    while (!this.#closed && (this.#sending !== undefined || this.#entries.length > 0))
      await (this.#sending ?? this.#send());
  }

  /**
   * The last batch, for a call that carries it along: resolves once what was pushed fits into one, and takes no more from then on. Should
   * that call refuse it, `reopen` and `flush` send it as the others.
   */
  async last(): Promise<{ batchNo: number; entries: AppendEntry[] | undefined }> {
    while (!this.#closed && (this.#sending !== undefined || this.#fitting() < this.#entries.length))
      await (this.#sending ?? this.#send());
    const entries = this.#take();
    this.close();
    return {
      batchNo: this.#lastBatchNo + Math.sign(entries.length),
      entries: entries.length > 0 ? entries : undefined,
    };
  }

  reopen(entries: AppendEntry[]): void {
    this.#closed = false;
    for (const entry of entries) this.push(entry);
  }

  /** Drops what is buffered and takes no more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#entries = [];
    this.#bytes = 0;
    this.#makeRoom();
  }

  #schedule(): void {
    if (this.#closed || this.#sending !== undefined || this.#entries.length === 0) return;
    const full = this.#entries.length >= limits.entriesPerAppend || this.#bytes >= batchBytes;
    if (this.#timer !== undefined && !full) return;
    clearTimeout(this.#timer);
    const wait = full ? 0 : Math.max(0, this.#lastSentAt + intervalMs - performance.now(), this.#wait());
    this.#timer = setTimeout(() => void this.#send(full), wait);
  }

  get #perSecond(): number {
    return Math.max(allowance.perSecond / Math.max(1, this.#options.sharers()), allowance.perSecondAtLeast);
  }

  /** How many flushes are allowed now, counted since the last one. */
  #allowance(): number {
    const earned = ((performance.now() - this.#lastSentAt) / 1_000) * this.#perSecond;
    return Math.min(allowance.burst, this.#allowed + earned);
  }

  /** Milliseconds until the next flush is allowed; negative when it is. */
  #wait(): number {
    return ((1 - this.#allowance()) / this.#perSecond) * 1_000;
  }

  /** Never rejects. */
  #send(full = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = performance.now();
    this.#allowed = Math.max(0, this.#allowance() - (full ? 0 : 1));
    this.#lastSentAt = now;
    this.#sending = this.#deliver(this.#take()).finally(() => {
      this.#sending = undefined;
      if (this.#entries.length < buffer.entries / 2 && this.#bytes < buffer.bytes / 2) this.#makeRoom();
      this.#schedule();
    });
    return this.#sending;
  }

  async #deliver(batch: AppendEntry[]): Promise<void> {
    try {
      if (await this.#options.append(this.#lastBatchNo + 1, batch)) this.#lastBatchNo++;
      else this.close();
    } catch (error) {
      // A refused batch changed nothing, so its number is free. Steps must still be told apart from each other, so their transitions
      // are tried once more without the lines.
      const transitions = batch.filter(({ kind }) => kind !== "line");
      if (transitions.length < batch.length && !this.#closed) {
        this.#entries = [...transitions, ...this.#entries];
        for (const entry of transitions) this.#bytes += sizeOf(entry);
      }
      this.#options.onRejected(messageOf(error));
    }
  }

  /** How many of the entries the next batch takes. */
  #fitting(): number {
    let count = 0;
    let bytes = 0;
    for (const entry of this.#entries) {
      if (count > 0 && (count === limits.entriesPerAppend || bytes + sizeOf(entry) > batchBytes)) break;
      count++;
      bytes += sizeOf(entry);
    }
    return count;
  }

  #take(): AppendEntry[] {
    const taken = this.#entries.splice(0, this.#fitting());
    for (const entry of taken) this.#bytes -= sizeOf(entry);
    return taken;
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }
}

function sizeOf(entry: AppendEntry): number {
  return overheadBytes + (entry.kind === "line" ? Buffer.byteLength(entry.body) : 0);
}
