/** A queue under measurement. What a job does is nothing, so that what remains is the queue. */
export interface Contender {
  name: string;
  /** Deletes every job, history too. */
  clear(): Promise<void>;
  /** Adds jobs one a call. */
  enqueue(count: number, connections: number): Promise<void>;
  /** Adds jobs `perCall` a call, one call after the other. */
  enqueueBulk(count: number, perCall: number): Promise<void>;
  /** Tells the planner how much there is, as autovacuum does in time. */
  settle(): Promise<void>;
  /** Takes and completes all `count` jobs, `batch` a claim on each connection, and tells how many milliseconds that took. */
  drain(count: number, at: { connections: number; batch: number }): Promise<number>;
  /**
   * Milliseconds from just before each of `count` jobs is added until its handler begins, everybody idle before. Peers have handlers in this
   * process and their own notifications; ours is asked to claim as soon as the create is answered, which is what a wake-up makes it do.
   */
  startLatencies(count: number): Promise<number[]>;
  close(): Promise<void>;
}

/** Calls `work` `count` times, `lanes` calls at a time. */
export async function inParallel(count: number, lanes: number, work: () => Promise<unknown>): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** A pause between samples that no poll interval can be in step with. */
export function randomGapMs(): number {
  return 10 + Math.random() * 20;
}
