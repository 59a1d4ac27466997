import type { Sql } from "postgres";
import type { RealtimeLog } from "./options.ts";

// Not daily: partitions reach three days ahead, and a machine may have slept.
const EVERY_MS = 3_600_000;
const RETRY_MS = 10_000;

export interface PartitionKeeper {
  /** Settles after the first attempt, whether it succeeded or not. */
  first: Promise<void>;
  stop(): void;
}

/** Makes the day partitions of realtime.messages now and from then on, and drops those older than three days. */
export function keepPartitions(sql: Sql, log: RealtimeLog): PartitionKeeper {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const later = (ms: number) => {
    if (!isStopped) timer = setTimeout(() => void maintain(), ms).unref();
  };
  const maintain = (): Promise<void> =>
    sql`select _realtime.maintain_message_partitions()`.then(
      () => later(EVERY_MS),
      (error: unknown) => {
        log.warn({ error: String(error) }, "the partitions of realtime.messages were not maintained");
        later(RETRY_MS);
      },
    );
  const first = maintain();
  const stop = () => {
    isStopped = true;
    clearTimeout(timer);
  };
  return { first, stop };
}
