/** The Realtime connection as the whole page sees it. Instants are of this machine's clock. */
export type ConnectionState =
  | { status: "connecting" }
  | { status: "live" }
  | { status: "reconnecting"; since: string }
  | { status: "offline"; since: string };

/** Before any channel has joined; one object, on the server as in the browser, so that taking a page over renders nothing again. */
export const atFirst: ConnectionState = { status: "connecting" };

/**
 * Sums up all channels and the database behind them: live when every channel has joined and the database answers, reconnecting
 * from the first loss on, offline when the browser says so.
 */
export class ConnectionMonitor {
  readonly #joined = new Map<string, boolean>();
  readonly #listeners = new Set<() => void>();
  readonly #now: () => Date;
  #online = true;
  #answers = true;
  #lostSince: string | null = null;
  #state: ConnectionState = atFirst;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): ConnectionState => this.#state;

  /** A channel that has begun to join. */
  opened(topic: string): void {
    this.#joined.set(topic, false);
    this.#update();
  }

  joined(topic: string): void {
    this.#joined.set(topic, true);
    this.#update();
  }

  lost(topic: string): void {
    this.#joined.set(topic, false);
    this.#lostSince ??= this.#now().toISOString();
    this.#update();
  }

  closed(topic: string): void {
    this.#joined.delete(topic);
    this.#update();
  }

  /** Whether the database has just answered: channels stay joined while it is away, and then tell nothing. */
  answers(answers: boolean): void {
    this.#answers = answers;
    if (!answers) this.#lostSince ??= this.#now().toISOString();
    this.#update();
  }

  online(online: boolean): void {
    this.#online = online;
    if (!online) this.#lostSince ??= this.#now().toISOString();
    this.#update();
  }

  #update(): void {
    const next = this.#next();
    if (next.status === "live") this.#lostSince = null;
    const same = next.status === this.#state.status;
    if (same) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  #next(): ConnectionState {
    const since = this.#lostSince;
    const joined = [...this.#joined.values()];
    if (!this.#online && since !== null) return { status: "offline", since };
    if (joined.length > 0 && joined.every(Boolean) && this.#answers) return { status: "live" };
    if (since !== null) return { status: "reconnecting", since };
    // A channel that joins beside live ones is no disturbance worth telling.
    return this.#state.status === "live" ? this.#state : atFirst;
  }
}
