import type { Sql } from "postgres";
import type { RealtimeLog } from "./options.ts";

const EVERY_MS = 3_600_000;

/** Makes the day partitions of realtime.messages now and from then on; the returned function stops that. */
export function keepPartitions(sql: Sql, log: RealtimeLog): () => void {
  const maintain = () =>
    sql`select _realtime.maintain_message_partitions()`.then(
      () => undefined,
      (error: unknown) => log.warn({ error: String(error) }, "the partitions of realtime.messages were not maintained"),
    );
  void maintain();
  // Hourly, not daily: partitions reach three days ahead, and a machine may have slept.
  const timer = setInterval(() => void maintain(), EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
