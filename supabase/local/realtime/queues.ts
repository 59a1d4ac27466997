/** What can be told to wait. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

export interface Queues {
  /** Runs now, or after what still runs under this key. */
  run(key: string, work: () => Promise<void> | undefined, onError: (error: unknown) => void): void;
}

const MAX_WAITING = 100;

/** Keeps the work of each key in order; its source is paused while too much waits. */
export function createQueues(source: Pausable): Queues {
  const tails = new Map<string, Promise<void>>();
  let waiting = 0;

  return {
    run(key, work, onError) {
      const tail = tails.get(key);
      let running: Promise<void> | undefined;
      try {
        running = tail ? tail.then(work) : work();
      } catch (error) {
        return onError(error);
      }
      if (!running) return;
      if (++waiting === MAX_WAITING) source.pause();
      const settled: Promise<void> = running.catch(onError).finally(() => {
        if (waiting-- === MAX_WAITING) source.resume();
        if (tails.get(key) === settled) tails.delete(key);
      });
      tails.set(key, settled);
    },
  };
}
