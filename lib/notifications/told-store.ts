/** Keys that are remembered; older ones are past telling. */
const remembered = 300;

/** What all windows of one person in one browser know together: what was told, and until when the list was read. */
export class ToldStore {
  readonly #told: string;
  readonly #read: string;
  readonly #listeners = new Set<() => void>();

  constructor(userId: string) {
    this.#told = `ops-told:${userId}`;
    this.#read = `ops-read:${userId}`;
  }

  /** Takes those that no window has told yet; they count as told from then on. One window at a time. */
  async claim(keys: readonly string[]): Promise<string[]> {
    const take = () => {
      const before = this.#keys();
      const fresh = keys.filter((key) => !before.includes(key));
      if (fresh.length > 0) this.#write(this.#told, JSON.stringify([...before, ...fresh].slice(-remembered)));
      return fresh;
    };
    // Without locks (a page that is not served securely), two windows may tell the same thing in the same millisecond.
    if (!("locks" in navigator)) return take();
    return await navigator.locks.request(this.#told, take);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    const onStorage = ({ key }: StorageEvent) => key === this.#read && listener();
    window.addEventListener("storage", onStorage);
    return () => {
      this.#listeners.delete(listener);
      window.removeEventListener("storage", onStorage);
    };
  };

  /** Until when the list was read, in ms; null: never in this browser. */
  readonly readAt = (): number | null => {
    const text = this.#item(this.#read);
    return text === null || !/^\d+$/.test(text) ? null : Number(text);
  };

  markRead(at: number): void {
    this.#write(this.#read, String(Math.round(at)));
    for (const listener of this.#listeners) listener();
  }

  #keys(): string[] {
    try {
      const kept: unknown = JSON.parse(this.#item(this.#told) ?? "[]");
      return Array.isArray(kept) ? kept.filter((key) => typeof key === "string") : [];
    } catch {
      return [];
    }
  }

  #item(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // a browser that keeps nothing
    }
  }

  #write(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch {
      // A browser that keeps nothing tells again.
    }
  }
}
