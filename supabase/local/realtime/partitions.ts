import type { Sql } from "postgres";
import type { RealtimeLog } from "./options.ts";

const EVERY_MS = 3_600_000;

export interface PartitionKeeper {
  /** Settles after the first attempt, whether it succeeded or not. */
  first: Promise<void>;
  stop(): void;
}

/** Makes the day partitions of realtime.messages now and from then on, and drops those older than three days. */
export function keepPartitions(sql: Sql, log: RealtimeLog): PartitionKeeper {
  const maintain = () =>
    sql`select _realtime.maintain_message_partitions()`.then(
      () => undefined,
      (error: unknown) => log.warn({ error: String(error) }, "the partitions of realtime.messages were not maintained"),
    );
  const first = maintain();
  // Hourly, not daily: partitions reach three days ahead, and a machine may have slept.
  const timer = setInterval(() => void maintain(), EVERY_MS);
  timer.unref();
  return { first, stop: () => clearInterval(timer) };
}
