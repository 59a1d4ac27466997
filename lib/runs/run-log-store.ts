import type { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";

export type LogRow = Pick<LogEntry, "seq" | "attempt" | "step" | "stream" | "kind" | "body" | "emitted_at">;

/** Entries are fetched in pages of this size. */
export const logPageSize = 500;

/** The window holds at most so many; what lies farthest from the reader is dropped, and fetched again when it is scrolled to. */
export const logWindowSize = 4_000;

/** Steps, by attempt, whose lines are not wanted. */
export type FoldedSteps = readonly { attempt: number; step: number }[];

/** A page: what follows `after`, or what precedes `before` (null: the end of the log), without the lines of folded steps. Both ascending. */
export type LogPage = ({ after: number } | { before: number | null }) & { folded: FoldedSteps };
export type FetchLogPage = (page: LogPage) => Promise<LogRow[]>;

/** What the reader sees: a part of the log, contiguous but for the lines of folded steps. */
export interface LogWindow {
  entries: readonly LogRow[];
  /** The highest sequence heard of; entries up to it exist, loaded or not. */
  lastSeq: number;
  /** The end of the log has been read at least once. */
  loaded: boolean;
  /** There is more before the first entry, after the last one. */
  hasOlder: boolean;
  hasNewer: boolean;
  /** What is being fetched for the reader; following the end is not told. */
  loading: "first" | "older" | "newer" | null;
  /** Why the last fetch failed; it is tried again by itself. */
  error: Error | null;
}

const retryAfterMs = 2_000;
const lookAgainMs = 300;

/**
 * A window on one run's log. It opens on the tail, grows backwards on demand, and grows forwards by itself while it is attached to the
 * end; it never holds more than `logWindowSize` entries. One fetch is in flight at a time; a hint that arrives meanwhile is served next, so no entry is lost and none is doubled.
 */
export class RunLogStore {
  readonly #fetch: FetchLogPage;
  readonly #onTransition: () => void;
  readonly #listeners = new Set<() => void>();
  #window: LogWindow = {
    ...{ entries: [], lastSeq: 0, loaded: false, hasOlder: false, hasNewer: false, loading: null, error: null },
  };
  /** The window reaches the end of the log and grows with it. */
  #attached = true;
  /** The reader is at that end; else what is being read must not be dropped in favour of new entries. */
  #following = true;
  /** The highest sequence heard of, and whether to look for more whatever was heard. */
  #heard = 0;
  #look = false;
  /** The highest sequence that was ever told or loaded; its entry may have been dropped since. */
  #seen = 0;
  #wanted: "older" | "newer" | null = null;
  #folded: FoldedSteps = [];
  /** Where the window is to begin anew: at the tail, or around a sequence. */
  #restart: "tail" | number | null = "tail";
  #busy = false;
  #stopped = false;
  #retry: ReturnType<typeof setTimeout> | null = null;

  /**
   * `onTransition`: entries arrived that are not mere lines, so steps, attempts or artifacts have changed. `tail`: what is already known of
   * the log's end; what follows it is read, and what stands before it on demand.
   */
  constructor(fetch: FetchLogPage, onTransition: () => void = () => undefined, tail: readonly LogRow[] = []) {
    this.#fetch = fetch;
    this.#onTransition = onTransition;
    const [first] = tail;
    if (first === undefined) return;
    this.#restart = null;
    this.#publish({ entries: tail, loaded: true, hasOlder: first.seq > 1 });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly window = (): LogWindow => this.#window;

  /** The log is said to reach `seq`. */
  hint(seq: number): void {
    this.#heard = Math.max(this.#heard, seq);
    this.#seen = Math.max(this.#seen, seq);
    if (!this.#attached && this.#heard > this.#window.lastSeq) this.#publish({ hasNewer: true });
    void this.#pump();
  }

  /** Looks for what may have been missed, as after a reconnect. */
  catchUp(): void {
    this.#look = true;
    void this.#pump();
  }

  /** Fetches the page before the first entry, or after the last one. */
  load(direction: "older" | "newer"): void {
    this.#wanted = direction;
    void this.#pump();
  }

  /** Whether the reader stays at the end of the log, or reads somewhere above it. */
  follow(following: boolean): void {
    this.#following = following;
  }

  /**
   * Fetches no lines of these steps from now on. What is loaded stays; where a step that was folded is no longer, and lines are missing, the
   * window begins anew around the entry `at`.
   */
  fold(folded: FoldedSteps, at: number): void {
    const opened = this.#folded.some((fold) => !folded.includes(fold));
    this.#folded = folded;
    const { entries } = this.#window;
    if (!opened || this.#last() - (entries[0]?.seq ?? 1) < entries.length) return;
    this.#restart = at;
    this.#publish({ loading: "first" });
    void this.#pump();
  }

  /** Moves the window to the end of the log. */
  toTail(): void {
    const there = this.#attached && this.#window.loaded;
    this.#restart = there ? null : "tail";
    if (there) this.#look = true;
    void this.#pump();
  }

  /** Moves the window so that it holds the entry `seq`. Where it does, a move that is under way is given up. */
  toEntry(seq: number): void {
    const there = this.#window.loaded && this.#window.entries.some((entry) => entry.seq === seq);
    this.#restart = there ? null : seq;
    if (there) return;
    this.#publish({ loading: "first" });
    void this.#pump();
  }

  /** Fetches nothing more until `start`. */
  stop(): void {
    this.#stopped = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }

  /** Begins, or goes on after `stop`. */
  start(): void {
    this.#stopped = false;
    if (this.#window.loaded) this.#look = true;
    void this.#pump();
  }

  #last(): number {
    return this.#window.entries.at(-1)?.seq ?? 0;
  }

  async #pump(): Promise<void> {
    if (this.#busy || this.#stopped) return;
    this.#busy = true;
    try {
      for (let step = this.#next(); step !== null && !this.#stopped; step = this.#next()) await step();
    } catch (error) {
      this.#publish({ error: error instanceof Error ? error : new Error(String(error)), loading: null });
      if (!this.#stopped) this.#retry ??= setTimeout(() => this.#again(), retryAfterMs);
    } finally {
      this.#busy = false;
    }
  }

  #again(): void {
    this.#retry = null;
    if (this.#window.loaded) this.#look = true;
    void this.#pump();
  }

  #next(): (() => Promise<void>) | null {
    if (this.#restart !== null) return () => this.#begin(this.#restart ?? "tail");
    if (this.#attached && !this.#following && this.#window.entries.length >= logWindowSize) this.#detach();
    if (this.#attached && (this.#look || this.#heard > this.#last())) return () => this.#forward(null);
    if (this.#wanted === "older" && this.#window.hasOlder) return () => this.#backward();
    if (this.#wanted === "newer" && !this.#attached) return () => this.#forward("newer");
    this.#look = false;
    this.#wanted = null;
    return null;
  }

  /** The window stays where the reader is while the log grows on. */
  #detach(): void {
    if (!this.#look && this.#heard <= this.#last()) return;
    this.#attached = false;
    this.#publish({ hasNewer: true });
  }

  async #begin(at: "tail" | number): Promise<void> {
    this.#publish({ loading: "first" });
    const after = at === "tail" ? null : Math.max(0, at - Math.floor(logPageSize / 2));
    const page = after === null ? { before: null } : { after };
    const entries = await this.#fetch({ ...page, folded: this.#folded });
    if (this.#restart !== at) return this.#publish({ loading: null }); // the reader has gone elsewhere meanwhile
    this.#restart = null;
    const full = entries.length >= logPageSize;
    this.#attached = after === null || !full;
    // The log is without gap, so what is missing before its first entry has been purged.
    const hasOlder = after === null ? full : after > 0 && (this.#folded.length > 0 || entries[0]?.seq === after + 1);
    this.#publish({ entries, loaded: true, hasOlder, hasNewer: !this.#attached, loading: null, error: null });
  }

  async #forward(loading: "newer" | null): Promise<void> {
    this.#look = false;
    if (loading !== null) this.#publish({ loading });
    const last = this.#last();
    const heard = this.#heard;
    const page = await this.#fetch({ after: last, folded: this.#folded });
    if (this.#wanted === "newer") this.#wanted = null;
    const full = page.length >= logPageSize;
    if (full) this.#look = true;
    else this.#attached = true;
    const reached = page.at(-1)?.seq ?? last;
    if (!full && reached < heard) {
      // A hint can be faster than the commit it tells of can be seen, so it is looked for once more. What is not there then has been
      // purged; waiting for it would never end.
      this.#heard = Math.min(this.#heard, reached);
      this.#retry ??= setTimeout(() => this.#again(), lookAgainMs);
    }
    const grown = page.length === 0 ? this.#window.entries : [...this.#window.entries, ...page];
    const entries = grown.length > logWindowSize ? grown.slice(-logWindowSize) : grown;
    const hasOlder = this.#window.hasOlder || entries !== grown;
    this.#publish({ entries, loaded: true, hasOlder, hasNewer: !this.#attached, loading: null, error: null });
    if (page.some((entry) => entry.kind !== "line")) this.#onTransition();
  }

  async #backward(): Promise<void> {
    this.#publish({ loading: "older" });
    const first = this.#window.entries[0]?.seq ?? null;
    const page = await this.#fetch({ before: first, folded: this.#folded });
    this.#wanted = null;
    const grown = [...page, ...this.#window.entries];
    const entries = grown.slice(0, logWindowSize);
    if (entries.length < grown.length) this.#attached = false;
    const hasNewer = !this.#attached;
    this.#publish({ entries, hasOlder: page.length >= logPageSize, hasNewer, loading: null, error: null });
  }

  #publish(change: Partial<LogWindow>): void {
    const window = { ...this.#window, ...change };
    this.#seen = Math.max(this.#seen, window.entries.at(-1)?.seq ?? 0);
    this.#window = { ...window, lastSeq: this.#seen };
    for (const listener of this.#listeners) listener();
  }
}
